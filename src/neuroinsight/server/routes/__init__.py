"""The routes, one file per noun; a new noun is a file and a line here."""

from fastapi import APIRouter

from neuroinsight.server.routes import (
    account,
    administration,
    drafts,
    exports,
    files,
    health,
    images,
    jobs,
    patients,
    reports,
    session,
    shared,
    shares,
    studies,
    users,
    versions,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    session.router,
    account.router,
    users.router,
    studies.router,
    files.router,
    images.router,
    jobs.router,
    versions.router,
    drafts.router,
    exports.router,
    reports.router,
    patients.router,
    shares.router,
    shared.router,
    administration.router,
)
