"""The suite: tests mirror app/, journeys run in a real browser, the rig holds the machines they run on."""
