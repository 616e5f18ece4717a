"""What is written down while anything happens, and what must hold after each step."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from contextlib import ExitStack
from uuid import UUID

from django.db import connection
from hypothesis.stateful import RuleBasedStateMachine, invariant

from blog.demo.servers.akismet import AkismetServer, Mode, Received
from blog.demo.servers.akismet.protocol import Answer
from privacy_plugin.akismet.processing import SPAM_RECHECK
from privacy_plugin.comments.models import CheckContext, Comment, State
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.egress.models import Outcome, Transmission
from tests.promises.people import ACTIVITIES, Arrival, Person, Snapshot
from tests.support import cache_isolation, databases, factories
from tests.support.clock import Clock


class Watched(RuleBasedStateMachine):
    """Note each request and judge it by what its person had agreed to."""

    server: AkismetServer
    clock: Clock

    def __init__(self) -> None:
        """Begin with one post, nobody's comment, and a service in good health."""
        super().__init__()
        self.edition = 0
        self.numbers = itertools.count(1)
        self.everybody: list[Person] = []
        self.claims: list[runner.CheckClaim] = []
        self.permits: dict[UUID, Snapshot] = {}
        self.arrivals: list[Arrival] = []
        self.unexplained: list[str] = []
        self.seen = 0
        self.facts = ExitStack()
        self.declared = {str(key): get_activity(key) for key in ACTIVITIES}
        cache_isolation.begin()
        self.clock.begin()
        self.post_page = factories.post()
        self.server.reset()
        self.server.watch = self.watch

    def teardown(self) -> None:
        """Put the world back."""
        self.facts.close()
        databases.put_back()

    # What happens elsewhere: a request reaches the stand-in.

    def watch(self, request: Received, mode: Mode, answer: Answer) -> None:
        """Note a request together with the one transmission that was begun for it."""
        if request.endpoint != "comment-check":
            return
        begun = Transmission.objects.filter(outcome=Outcome.BEGUN, detail="sending")
        rows = list(begun.values_list("pk", "subject_key", "activity"))
        if threading.current_thread() is not threading.main_thread():
            connection.close()
        if len(rows) != 1:
            self.unexplained.append(f"{len(rows)} transmissions under way")
            return
        self.arrivals.append(Arrival(request, mode, answer, *rows[0]))

    def owner_of(self, comment) -> Person:
        return next(one for one in self.everybody if one.key == comment.pk)

    def snapshot(self, person, activity) -> Snapshot:
        """Remember whether a permit may be issued now, and for which values."""
        is_permitted = person.permits(activity, at=self.clock.now, edition=self.edition)
        return Snapshot(person, is_permitted, person.values(self.post_page.full_url))

    # What holds after each step.

    @invariant()
    def every_request_was_agreed_to(self) -> None:
        """Look at each new request with the eyes of the person it is about."""
        assert not self.unexplained, self.unexplained
        for arrival in self.arrivals[self.seen :]:
            person = next(
                one for one in self.everybody if one.subject == arrival.subject
            )
            known = self.permits.get(arrival.transmission)
            if known is None:
                assert not person.was_interrupted, "sent again by itself"
                known = self.snapshot(person, arrival.activity)
            assert known.person is person
            assert known.is_permitted, f"{arrival.activity} without consent"
            self.judge_fields(arrival, known)
            self.note_verdict(arrival, person)
        self.seen = len(self.arrivals)

    def judge_fields(self, arrival: Arrival, known: Snapshot) -> None:
        """Compare what arrived with what is declared, and with the person's own."""
        declared = self.declared[arrival.activity]
        sent = arrival.request.fields
        personal = sent.keys() & declared.sent_names
        others = sent.keys() - declared.sent_names
        assert others <= set(declared.not_personal)
        assert {"api_key", "blog", "comment_type"} <= others
        expected = {
            name: (value,)
            for name, value in known.values.items()
            if value and name in declared.sent_names
        }
        got = {name: sent[name] for name in personal - {"recheck_reason"}}
        assert got == expected
        reason = sent.get("recheck_reason", ("",))[0]
        assert bool(reason) == (arrival.activity == SPAM_RECHECK)

    def note_verdict(self, arrival: Arrival, person: Person) -> None:
        """Remember what the service said about the words as they stand now."""
        fields = arrival.request
        words = (fields.field("comment_content"), fields.field("comment_author"))
        if words != (person.words, person.name):
            return
        person.may_be_seen = person.may_be_seen or arrival.verdict == "false"
        person.may_be_spam = person.may_be_spam or arrival.verdict == "true"

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        """Count the requests of each permit, and of each interrupted check."""
        counts = Counter(arrival.transmission for arrival in self.arrivals)
        assert max(counts.values(), default=1) == 1

    @invariant()
    def no_comment_is_lost(self) -> None:
        """Find each comment with its words, and see who decided about it."""
        stored = Comment.objects.exclude(subject_key="").select_related("spam_check")
        by_subject = {comment.subject_key: comment for comment in stored}
        for person in self.everybody:
            comment = by_subject.get(person.subject)
            assert (comment is None) == person.is_gone
            if comment is None:
                continue
            assert comment.spam_check is not None
            assert (comment.text, comment.name) == (person.words, person.name)
            assert comment.state != State.APPROVED or person.may_be_seen
            is_spam = comment.state in {State.SUSPECTED, State.SPAM}
            assert not is_spam or person.may_be_spam

    @invariant()
    def no_address_is_kept_without_consent(self) -> None:
        for kept in CheckContext.objects.select_related("comment"):
            person = self.owner_of(kept.comment)
            assert person.agreed
            assert kept.ip_address == person.sender.check_address
            assert kept.user_agent in {"", person.sender.user_agent}
