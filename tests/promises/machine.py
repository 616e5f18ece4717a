"""Everything that can happen to a comment, in any order, against the real stand-in.

After each step: no request lacked a consent that stood when its permit was issued; its
fields are the declared ones and its values the writer's own; no permit sent twice; no
comment was lost, published or called spam by an error; and no address is kept of
anybody who did not agree, or does not any more.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    initialize,
    multiple,
    precondition,
    rule,
)

from blog.demo.servers.akismet import Mode
from privacy_plugin import Purpose
from privacy_plugin.comments import maintenance, tasks
from privacy_plugin.comments.authors import actions as author_actions
from privacy_plugin.comments.discussions.context import resolve_context
from privacy_plugin.comments.errors import CommentNotFound, EditWindowClosed
from privacy_plugin.comments.models import CheckContext, Comment, SpamCheck
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.processing.readers import QUARANTINE
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.comments.spam_check.client_info import ClientInfo
from privacy_plugin.comments.spam_check.protocol import SpamCheckError
from privacy_plugin.comments.submission import submit
from privacy_plugin.comments.submission.forms import CommentForm, ConsentForm, EditForm
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.processing import registry
from privacy_plugin.rights.retention import purge
from privacy_plugin.rights.withdrawal import withdraw as withdraw_on_receipt
from tests.promises.people import ACTIVITIES, Person
from tests.promises.watched import Watched
from tests.support import factories
from tests.support.clock import START
from tests.support.factories.disclosures import default_controller, disclose

WORDS = st.sampled_from(
    [
        "I see it differently.",
        "Look at https://example.org/ for more.",
        "A quote: « être » & so on.",
        "viagra-test-123",
    ]
)
NAMES = st.sampled_from(["", "Ada", "Zoë Ω"])
BOTH = st.sampled_from([(True, True), (True, True), (True, False), (False, False)])
VERDICTS = [Mode.NORMAL, Mode.HAM, Mode.SPAM, Mode.BLATANT, Mode.PROVISIONAL]
MODES = st.sampled_from([*VERDICTS * 4, *Mode])
PERIODS = st.sampled_from(
    [{"seconds": 30}, {"minutes": 3}, {"hours": 1}, {"hours": 7}, {"days": 8}]
)
CONTEXT_DAYS = 7


def field_of(activity: str) -> str:
    """Return the name of the box that asks about an activity."""
    return "consent_" + activity.replace(".", "_")


class Machine(Watched):
    """Give, withdraw, edit, post, check, retry, crash, moderate, purge."""

    people = Bundle("people")

    # What people do.

    def sender(self) -> ClientInfo:
        """Return a sender nobody else is, so that a value tells whose it is."""
        number = next(self.numbers)
        address, agent = f"2001:db8:{number:x}::1", f"Browser/{number}"
        return ClientInfo(address=address, check_address=address, user_agent=agent)

    def answers(self, agreed: tuple[bool, bool]) -> dict[str, str]:
        """Return the boxes as a form sends them."""
        return {
            field_of(activity): disclose(activity).digest
            for activity, is_ticked in zip(ACTIVITIES, agreed, strict=True)
            if is_ticked
        }

    @initialize(target=people, words=WORDS)
    def begin_with_three(self, words) -> MultipleResults[Person]:
        """Let somebody agree to everything, to one check, and to nothing."""
        answers = ((True, True), (True, False), (False, False))
        return multiple(*(self.submit(agreed, words, "Ada") for agreed in answers))

    @rule(target=people, agreed=BOTH, words=WORDS, name=NAMES, trap=st.booleans())
    def post(self, agreed, words, name, trap) -> Person:
        """Write a comment; now and then it is a program that does."""
        is_program = trap and len(self.everybody) % 4 == 3
        return self.submit(agreed, words, name, trap=is_program)

    def submit(self, agreed, words, name, *, trap=False) -> Person:
        """Send the form, and remember who did."""
        target = f"wagtailcore.page:{self.post_page.pk}"
        words = f"{words} {len(self.everybody)}"  # nobody repeats what was said
        data = {
            "text": words,
            "name": name,
            "target": target,
            "topic": "x" if trap else "",
            **self.answers(agreed),
        }
        at = self.clock.tick(seconds=20)
        form = CommentForm(data, controller=default_controller())
        assert form.is_valid(), form.errors
        sender = self.sender()
        context = resolve_context(self.post_page, at=at)
        comment = submit.submit_comment(context, form, sender)
        person = Person(
            number=len(self.everybody),
            key=comment.pk,
            subject=comment.subject_key,
            words=words,
            name=name,
            sender=sender,
            submitted_at=at,
            may_be_spam=trap,
        )
        for activity, is_ticked in zip(ACTIVITIES, agreed, strict=True):
            if is_ticked:
                person.agree(activity, at=at, edition=self.edition)
        self.everybody.append(person)
        return person

    @rule(person=people, agreed=BOTH)
    def agree_later(self, person, agreed) -> None:
        """Agree on the private page, from another connection."""
        comment = person.stored()
        if comment is None:
            return
        asked = author_actions.get_late_activities(comment)
        form = ConsentForm(
            self.answers(agreed),
            activities=asked,
            controller=default_controller(),
        )
        assert form.is_valid()
        sender, at = self.sender(), self.clock.tick(seconds=1)
        author_actions.give_consents(comment, form, sender, at=at)
        for answer in form.consents:
            person.agree(answer.activity, at=at, edition=self.edition)
            person.was_interrupted = False
        self.note_sender(person, sender, at)

    @rule(
        person=people,
        activity=st.sampled_from(ACTIVITIES),
        on_receipt=st.booleans(),
    )
    def take_back(self, person, activity, on_receipt) -> None:
        """Withdraw, on the private page or on the receipt."""
        self.take_back_now(person, activity, on_receipt=on_receipt)

    def take_back_now(self, person, activity, *, on_receipt) -> None:
        """Press the button, and remember it."""
        at = self.clock.tick(seconds=1)
        comment = person.stored()
        if comment is None or on_receipt:
            with suppress(NothingToWithdraw):
                withdraw_on_receipt(
                    SubjectKey(person.subject), activity, method="test", at=at
                )
        else:
            author_actions.withdraw_consent(comment, activity, at=at)
        person.agreed.pop(activity, None)

    @rule(words=WORDS, on_receipt=st.booleans())
    def think_better_of_it(self, words, on_receipt) -> None:
        """Agree, and take it back before anything was sent."""
        person = self.submit((True, False), words, "")
        self.take_back_now(person, ACTIVITIES[0], on_receipt=on_receipt)

    @rule(person=people, words=WORDS, name=NAMES)
    def edit(self, person, words, name) -> None:
        """Change the words while that is possible."""
        comment = person.stored()
        if comment is None:
            return
        form = EditForm({"text": words, "name": name})
        assert form.is_valid()
        sender, at = self.sender(), self.clock.tick(seconds=1)
        try:
            author_actions.edit(comment, form, sender, at=at)
        except EditWindowClosed:
            return
        if (words, name) != (person.words, person.name):
            person.words, person.name = words, name
            person.may_be_seen = person.was_interrupted = False
            self.note_sender(person, sender, at)

    @rule(person=people)
    def delete(self, person) -> None:
        """Take the comment away for good; in one case of three, to keep some."""
        comment = person.stored()
        if comment is None or person.number % 3:
            return
        with suppress(CommentNotFound):
            author_actions.erase(comment, at=self.clock.tick(seconds=1))
        person.is_gone = True
        person.agreed.clear()

    def note_sender(self, person, sender, at) -> None:
        """Remember whose request the address of a check comes from now."""
        kept = CheckContext.objects.filter(comment=person.key, captured_at=at)
        if kept.exists():
            person.sender = sender

    # What the worker does, and what happens to it.

    def claim(self) -> runner.CheckClaim | None:
        """Claim the check that is due next, and remember how things stood."""
        waiting = SpamCheck.objects.filter(due_at__isnull=False).order_by("due_at")
        check = waiting.select_related("comment").first()
        if check is None or check.due_at is None:
            return None
        person = self.owner_of(check.comment)
        at = self.clock.now = max(self.clock.now, check.due_at)
        claimed = runner.claim_check(person.key, at=at)
        if claimed is not None:
            assert not person.was_interrupted, "sent again by itself"
            permit = claimed.permit
            now = self.snapshot(person, permit.activity.key)
            self.permits[permit.transmission_id] = now
        return claimed

    @rule(mode=MODES)
    def check(self, mode) -> None:
        """Do the task that was ordered after the commit, on a day good or bad."""
        claimed = self.claim()
        if claimed is not None:
            self.server.mode = mode
            runner.send_check(claimed)
            self.server.mode = Mode.NORMAL

    @rule()
    def check_again(self) -> None:
        """Do what is due next, be it a second check or a second attempt."""
        claimed = self.claim()
        if claimed is not None:
            runner.send_check(claimed)

    @rule()
    def check_everything_due(self) -> None:
        """Do what the upkeep finds, each check with the permit of the moment."""
        maintenance.run_maintenance(at=self.clock.tick(seconds=1))

    @rule(person=people)
    def run_the_task(self, person) -> None:
        """Run the task once more than it was ordered."""
        tasks.check_comment.func(person.key)

    @rule()
    def begin_to_check(self) -> None:
        """Claim a check and be slow about it."""
        claimed = self.claim()
        if claimed is not None:
            self.claims.append(claimed)

    @precondition(lambda self: self.claims)
    @rule()
    def go_on_checking(self) -> None:
        """Let the slow worker go on, whatever has happened meanwhile."""
        runner.send_check(self.claims.pop(0))

    @rule()
    def die_before_sending(self) -> None:
        """Kill the worker between the claim and the sending."""
        self.claim()

    @rule()
    def die_before_the_verdict(self) -> None:
        """Kill the worker between the answer and writing it down."""
        claimed = self.claim()
        if claimed is not None:
            with suppress(SpamCheckError, EgressRefused):
                runner.ask(claimed.checker, claimed.permit)
            self.permits[claimed.permit.transmission_id].person.was_interrupted = True

    @rule(mode=MODES)
    def behave(self, mode) -> None:
        """Let the service have a bad day, or a good one."""
        self.server.mode = mode

    @rule()
    def behave_well(self) -> None:
        """Let the service be itself again, long enough after any refusal."""
        self.server.mode = Mode.NORMAL
        self.clock.tick(hours=7)

    # What the people who run the site do, and what time does.

    @rule(
        person=people,
        verb=st.sampled_from(["approve", "mark_spam", "remove", "restore"]),
    )
    def moderate(self, person, verb) -> None:
        """Decide about a comment."""
        decide = getattr(actions, verb)
        if decide([person.key], editor=self.editor, at=self.clock.tick(seconds=1)):
            person.may_be_seen = person.may_be_seen or verb == "approve"
            person.may_be_spam = person.may_be_spam or verb == "mark_spam"

    @property
    def editor(self):
        if not hasattr(self, "_editor"):
            self._editor = factories.editor()
        return self._editor

    @rule()
    def clear_away(self) -> None:
        """Delete what its retention says."""
        at = self.clock.tick(seconds=1)
        for comment in Comment.objects.filter(rejected_at__lt=at - QUARANTINE):
            self.owner_of(comment).is_gone = True
        purge(at=at)
        old = [row.captured_at for row in CheckContext.objects.all()]
        assert all((at - captured).days <= CONTEXT_DAYS for captured in old)

    @rule(period=PERIODS)
    def wait(self, period) -> None:
        """Let time pass."""
        self.clock.tick(**period)

    @rule()
    def wait_half_a_year(self) -> None:
        """Let every consent run out; seldom, since little happens afterwards."""
        # What has to be kept for years is kept by the database's own clock.
        is_far = self.clock.now - START > timedelta(days=900)
        if len(self.everybody) > 2 and not is_far:
            self.clock.tick(days=183)

    @rule()
    def do_something_else_with_the_data(self) -> None:
        """Change what both checks are for: what was agreed to is no longer done."""
        self.edition += 1
        self.facts.close()
        self.facts = ExitStack()
        for key in self.declared:
            purpose = Purpose(f"Edition {self.edition}", broader="dpv:EnforceSecurity")
            changed = replace(registry.get(key), purpose=purpose)
            self.facts.enter_context(registry.replaced(changed))
