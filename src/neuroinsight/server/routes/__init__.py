"""The routes, one file per noun; a new noun is a file and a line here."""

from fastapi import APIRouter

from neuroinsight.server.routes import account, administration, health, session, studies, users

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    session.router,
    account.router,
    users.router,
    studies.router,
    administration.router,
)
