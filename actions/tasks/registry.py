"""The tasks that there are."""

from actions.services import Services
from actions.tasks.application_status import ApplicationStatusTask
from actions.tasks.apply import ApplyTask
from actions.tasks.base import Task
from actions.tasks.complaint import ComplaintTask
from actions.tasks.complaint_status import ComplaintStatusTask
from actions.tasks.consent import ConsentTask
from actions.tasks.discover import DiscoverTask
from actions.tasks.interview import InterviewTask
from actions.tasks.my_data import MyDataTask
from actions.tasks.named_case import NamedCaseTask
from actions.tasks.proof import ProofTask
from actions.tasks.resume_form import ResumeFormTask
from actions.tasks.unfinished import UnfinishedTask


def all_tasks(services: Services) -> tuple[Task, ...]:
    """Each task once; one more is one more line here."""
    return (
        ProofTask(services),
        ConsentTask(services),
        MyDataTask(services),
        InterviewTask(services),
        DiscoverTask(services),
        ApplyTask(services),
        ResumeFormTask(services),
        NamedCaseTask(services),
        ApplicationStatusTask(services),
        ComplaintTask(services),
        ComplaintStatusTask(services),
        UnfinishedTask(services),
    )
