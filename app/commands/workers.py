"""Workers: as many processes as were asked for, each begun anew where it ended; the operator hears of that."""

from uvicorn.supervisors import Multiprocess

from app import log


class Workers(Multiprocess):
    """As uvicorn has them, which says nothing that is heard about one that ended."""

    def keep_subprocess_alive(self) -> None:
        before = list(self.processes)
        super().keep_subprocess_alive()
        for one in before:
            if one not in self.processes:
                log.failed("worker", process=one.pid, cause=f"ended with {one.exitcode}, another was begun")
