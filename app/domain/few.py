"""How few people are too few to be told of: the limits of privacy, once for registers, figures and pages."""

# A count from 1 to 4 could be traced to persons; so could opinion in a group of fewer than 50, whose name no city
# reader sees.
FEWEST = 5
SMALLEST_GROUP = 50
# Under so many opinions a balance is no figure.
LEAST_OPINIONS = 20
