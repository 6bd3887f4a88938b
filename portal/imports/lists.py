"""Which pages are lists that are handed out as they stand, and which of them name persons."""

from typing import Final

# Lists without a sheet of their own; a page that makes a better one (月报, 排名, 操作记录 …) is not here.
LISTS: Final = frozenset(
    {
        *("activities.log", "applications.listing", "bank.rules", "bulletins.listing", "certificates.entitled", "certificates.listing"),
        *("circulars.listing", "cities.admins", "cities.listing", "classes.a_class", "classes.listing", "codes.listing"),
        *("demand.listing", "disputes.listing", "due.exceptions", "employers.listing", "exams.exam", "exams.listing"),
        *("facilities.listing", "findings.listing", "formulas.listing", "funds.fund", "funds.listing", "funds.reached", "funnel.stages"),
        *("gate.listing", "grades.listing", "health_checks.listing", "honours.listing", "members.waiting"),
        *("micro_classes.listing", "narratives.listing", "openings.listing", "persons.due", "placements.due"),
        *("placements.listing", "plans.listing"),
        *("policies.listing", "proof.a_class", "proof.listing", "ranking.front", "recipients.listing", "records.listing"),
        *("redemptions.listing", "registers.listing", "reports.figure", "requests.listing", "returns.waiting"),
        *("rounds.listing", "series.listing", "shifts.board", "shop_checks.listing", "shop_sheets.listing", "star_evidence.listing"),
        *("star_rules.listing", "stars.front", "stock.listing", "stocktakes.listing", "stuck.listing", "tags.front", "targets.changes"),
        *("trainees.roster", "units.listing", "volunteers.hours", "volunteers.roster", "wish_ends.due", "wishes.listing"),
    }
)

# What opens pages that name persons to the station's own people; only who may manage persons takes them away in a file.
NAMING: Final = frozenset(
    {
        *("trainee.read", "wish.keep", "class.read", "class.keep", "exam.keep", "certificate.issue", "placement.keep", "gate.read"),
        *("volunteer.read", "volunteer.register", "hours.credit", "hours.verify", "honour.issue", "time.give", "dispute.read"),
        *("care.read", "care.keep", "shop.read", "shop.redeem", "fund.read", "finding.read", "person.manage"),
    }
)
HER_OWN, TAKES_AWAY = "trainee.read", "person.manage"
