"""Ground floor: what is. Tables only, one noun a file; importing this package knows them all.

The ward comes first in every key, and reference data is keyed by its code, which never changes.
"""

from sqlalchemy.orm import configure_mappers

from app import db as db
from app.models.attachment import Attachment
from app.models.axis import Axis
from app.models.calendar_feed import CalendarFeed
from app.models.campaign import Campaign
from app.models.change import Change, ChangeText, TrailBase, TrailHead
from app.models.channel import Channel
from app.models.closed_figure import ClosedFigure
from app.models.commendation import Commendation
from app.models.concern import Concern
from app.models.content_group import ContentGroup
from app.models.day_off import DayOff
from app.models.directive import Directive
from app.models.drawing import Drawing
from app.models.group import Group
from app.models.invitation import Invitation
from app.models.job import Job
from app.models.key_date import KeyDate
from app.models.material import Material
from app.models.period import Period
from app.models.person import BrowserSession, Person, SignInFailure
from app.models.plan import Plan
from app.models.planned_placement import PlannedPlacement
from app.models.product import Placement, Product, ProductDirective, Reach
from app.models.pulse import Pulse
from app.models.receipt import Receipt
from app.models.received_report import ReceivedFile, ReceivedReport
from app.models.reminder import Reminder
from app.models.report import Report
from app.models.report_opening import ReportOpening
from app.models.report_snapshot import ReportSnapshot
from app.models.sequence import Sequence
from app.models.survey import Survey
from app.models.token import Token
from app.models.topic import Topic
from app.models.unit import Unit
from app.models.ward import Ward
from app.models.webhook import Webhook

# A row that was read and not loaded is one of these classes too, whichever question was the first.
configure_mappers()
