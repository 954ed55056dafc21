"""The application from Python: upload studies, wait for results, fetch them, over its HTTP interface."""

from neuroinsight.client.server import RemoteStudy, Server

__all__ = ["RemoteStudy", "Server"]
