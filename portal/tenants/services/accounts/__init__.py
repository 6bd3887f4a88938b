"""Every write on accounts by those who hold them: coming in, links, one's own account, the second factor."""

from portal.tenants.services.accounts.entry import SignedIn, note_proof, pass_second, sign_in, sign_out
from portal.tenants.services.accounts.links import Comer, accept_invitation, add_account, end_links, invite, invite_below, shut_out
from portal.tenants.services.accounts.own import change_password, end_login, end_other_logins, rename_self
from portal.tenants.services.accounts.second_factor import clear_second, new_secret, renew_codes, set_up, take_code
from portal.tenants.services.accounts.tries import Try, count_try, forgive_try, judge_try, of_code, of_password

__all__ = [
    "Comer",
    "SignedIn",
    "Try",
    "accept_invitation",
    "add_account",
    "change_password",
    "clear_second",
    "count_try",
    "end_links",
    "end_login",
    "end_other_logins",
    "forgive_try",
    "invite",
    "invite_below",
    "judge_try",
    "new_secret",
    "note_proof",
    "of_code",
    "of_password",
    "pass_second",
    "rename_self",
    "renew_codes",
    "set_up",
    "shut_out",
    "sign_in",
    "sign_out",
    "take_code",
]
