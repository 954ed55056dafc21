"""The stream of events: each person's own, nothing missed after a break, no thread for a listener."""

import asyncio
import json
import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from sqlalchemy import update

from neuroinsight.server.access import COOKIE
from neuroinsight.server.events import Event, Events, Listener
from neuroinsight.server.jobs.news import tell_study
from neuroinsight.server.routes import jobs
from neuroinsight.server.services import Services
from neuroinsight.server.tables import SignIn, Study
from tests.server.test_jobs import queued
from tests.servers import make_person, secret_of, serving


class Note(BaseModel):
    text: str


def texts(listener: Listener) -> list[str]:
    found = []
    while not listener.queue.empty():
        event = listener.queue.get_nowait()
        found.append("end" if event is None else event.data.text)  # type: ignore[attr-defined]
    return found


async def settled() -> None:
    """Let what other threads left for the loop be done."""
    await asyncio.sleep(0.01)


def test_each_person_hears_their_own_in_order() -> None:
    async def listen() -> None:
        events = Events()
        with events.listening("anna", None) as (anna, is_all), events.listening("berta", None) as (berta, _):
            assert is_all
            for number in range(3):
                events.tell("anna", "study", Note(text=f"a{number}"))
            events.tell("berta", "study", Note(text="b"))
            await settled()
            assert (texts(anna), texts(berta)) == (["a0", "a1", "a2"], ["b"])
        events.tell("anna", "study", Note(text="nobody listens"))

    asyncio.run(listen())


def test_after_a_break_what_was_missed_is_told_or_that_it_is_lost() -> None:
    async def listen() -> None:
        events = Events()
        first = await heard(events, ["a0"])
        for number in range(1, 4):
            events.tell("anna", "study", Note(text=f"a{number}"))
        with events.listening("anna", first.id) as (again, is_all):
            assert (is_all, texts(again)) == (True, ["a1", "a2", "a3"])
        for _ in range(600):
            events.tell("berta", "study", Note(text="b"))
        with events.listening("anna", first.id) as (again, is_all):
            assert (is_all, texts(again)) == (False, [])
        with events.listening("anna", "another-7") as (_, is_all):  # of the server before a restart
            assert not is_all

    asyncio.run(listen())


async def heard(events: Events, told: list[str]) -> Event:
    with events.listening("anna", None) as (listener, _):
        for text in told:
            events.tell("anna", "study", Note(text=text))
        await settled()
        event = listener.queue.get_nowait()
    assert event is not None
    return event


def test_who_does_not_read_is_cut_off() -> None:
    async def listen() -> None:
        events = Events()
        with events.listening("anna", None) as (listener, _):
            for number in range(1100):
                events.tell("anna", "study", Note(text=str(number)))
            await settled()
            assert texts(listener)[1000] == "end"

    asyncio.run(listen())


def lines_of(
    address: str, cookie: str, headers: dict[str, str], wanted: int, once_heard: Callable[[], None] = lambda: None
) -> list[dict[str, Any]]:
    """Return the first events of a stream; `once_heard` is called when it listens."""
    found: list[dict[str, Any]] = []
    with (
        httpx.Client(cookies={COOKIE: cookie}, timeout=20) as client,
        client.stream("GET", f"{address}/api/events", headers=headers) as stream,
    ):
        assert stream.status_code == HTTPStatus.OK
        assert stream.headers["content-type"].startswith("text/event-stream")
        event: dict[str, Any] = {}
        for line in stream.iter_lines():
            if line == ": listening":
                once_heard()
            if not line and event.get("data"):
                found.append(event)
                event = {}
                if len(found) == wanted:
                    return found
            name, _, value = line.partition(": ")
            if name:
                event[name] = json.loads(value) if name == "data" else value
    return found


def test_a_page_hears_over_http_and_goes_on_after_a_break(services: Services) -> None:
    owner = make_person(services, "anna")
    cookie = secret_of(services, "anna")
    queued(services, owner, "first")
    with serving(services) as address:

        def tell_twice() -> None:
            tell_study(services, "first")
            tell_study(services, "first")

        told = lines_of(address, cookie, {}, wanted=1, once_heard=tell_twice)
        assert (told[0]["event"], told[0]["data"]["id"], told[0]["data"]["job"]["place_in_queue"]) == (
            "study",
            "first",
            1,
        )
        again = lines_of(address, cookie, {"last-event-id": told[0]["id"]}, wanted=1)
        assert again[0]["id"] > told[0]["id"]
        lost = lines_of(address, cookie, {"last-event-id": "gone-1"}, wanted=1)
        assert (lost[0]["event"], lost[0]["data"]["id"]) == ("study", "first")


def test_the_stream_ends_with_the_sign_in(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_HEARTBEAT_S", 0.2)
    make_person(services, "anna")
    cookie = secret_of(services, "anna")
    with serving(services) as address:

        def sign_out() -> None:
            with services.database.writing() as session:
                session.execute(update(SignIn).values(expires_at=services.now()))

        assert lines_of(address, cookie, {}, wanted=1, once_heard=sign_out) == []  # it came to an end
        assert httpx.get(f"{address}/api/events", cookies={COOKIE: cookie}).status_code == HTTPStatus.UNAUTHORIZED


def test_fifty_listeners_cost_no_thread_each(services: Services) -> None:
    make_person(services, "anna")
    cookie = secret_of(services, "anna")

    async def listen(address: str) -> int:
        async with httpx.AsyncClient(
            cookies={COOKIE: cookie}, timeout=30, limits=httpx.Limits(max_connections=60)
        ) as client:
            streams = [client.stream("GET", f"{address}/api/events") for _ in range(50)]
            opened = [await stream.__aenter__() for stream in streams]
            count = threading.active_count()
            for stream in streams:
                await stream.__aexit__(None, None, None)
            assert all(one.status_code == HTTPStatus.OK for one in opened)
            return count

    with serving(services) as address:
        before = threading.active_count()
        assert asyncio.run(listen(address)) - before <= 45  # the pool for plain routes, not one for each stream


def test_the_row_of_a_study_of_somebody_else_is_told_to_its_owner_alone(services: Services) -> None:
    anna, berta = make_person(services, "anna"), make_person(services, "berta")
    queued(services, anna, "hers")

    async def listen() -> None:
        with (
            services.events.listening(anna.id, None) as (own, _),
            services.events.listening(berta.id, None) as (other, _),
        ):
            tell_study(services, "hers")
            await settled()
            assert (own.queue.qsize(), other.queue.qsize()) == (1, 0)

    asyncio.run(listen())
    with services.database.reading() as session:
        assert session.get_one(Study, "hers").owner_id == anna.id
