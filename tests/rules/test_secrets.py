"""Sealing people's data and finding duplicates without reading it."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.secrets import BadKey, BrokenSeal, SecretError, UnknownKeyVersion, Vault, read_key

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
NUMBER = "11010519491231002X"
steady = settings(derandomize=True, max_examples=100, deadline=None)


@pytest.fixture
def vault():
    return Vault(KEY.hex())


def test_what_was_sealed_opens_in_its_context(vault):
    assert vault.open(vault.seal(NUMBER, context="person:1"), context="person:1") == NUMBER


def test_a_sealed_value_does_not_hold_the_text_and_is_never_the_same_twice(vault):
    first, second = (vault.seal(NUMBER, context="person:1") for _ in range(2))
    assert first != second
    assert NUMBER.encode() not in first
    assert first[0] == 1
    assert len(first) == 1 + 12 + len(NUMBER) + 16


def test_a_value_copied_to_another_row_does_not_open(vault):
    sealed = vault.seal(NUMBER, context="person:1")
    with pytest.raises(BrokenSeal):
        vault.open(sealed, context="person:2")


def test_a_change_of_any_byte_is_noticed(vault):
    sealed = vault.seal(NUMBER, context="person:1")
    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises((BrokenSeal, UnknownKeyVersion)):
            vault.open(bytes(broken), context="person:1")


def test_a_value_cut_short_is_refused_at_every_length(vault):
    sealed = vault.seal("", context="person:1")
    assert vault.open(sealed, context="person:1") == ""
    for length in range(len(sealed)):
        with pytest.raises(BrokenSeal):
            vault.open(sealed[:length], context="person:1")


def test_another_key_opens_nothing(vault):
    with pytest.raises(BrokenSeal):
        Vault(OTHER.hex()).open(vault.seal(NUMBER, context="x"), context="x")


def test_a_retired_key_still_opens_what_it_sealed_and_seals_nothing(vault):
    rotated = Vault(OTHER.hex(), version=2, retired={1: KEY.hex()})
    assert rotated.open(vault.seal(NUMBER, context="x"), context="x") == NUMBER
    fresh = rotated.seal(NUMBER, context="x")
    assert fresh[0] == 2
    assert rotated.open(fresh, context="x") == NUMBER
    with pytest.raises(UnknownKeyVersion):
        vault.open(fresh, context="x")


def test_the_version_byte_is_part_of_what_is_sealed(vault):
    sealed = vault.seal(NUMBER, context="x")
    twin = Vault(KEY.hex(), version=2)
    with pytest.raises(BrokenSeal):
        twin.open(b"\x02" + sealed[1:], context="x")


def test_equal_text_has_an_equal_fingerprint_within_one_context_only(vault):
    mark = vault.fingerprint(NUMBER, context="city:1")
    assert mark == Vault(KEY.hex()).fingerprint(NUMBER, context="city:1")
    assert len(mark) == 64
    assert int(mark, 16) >= 0
    others = {
        vault.fingerprint(NUMBER, context="city:2"),
        vault.fingerprint("440524188001010014", context="city:1"),
        Vault(OTHER.hex()).fingerprint(NUMBER, context="city:1"),
    }
    assert len(others | {mark}) == 4


def test_text_and_context_do_not_run_into_one_another(vault):
    assert vault.fingerprint("bc", context="a") != vault.fingerprint("c", context="ab")


def test_the_stored_forms_stay_what_they_are(vault):
    """Rows already stored depend on these: a change here is a migration."""
    assert vault.fingerprint(NUMBER, context="city:1") == "c3be5c51aa9992f250b56235c4898457499b20f3b56af95806fa41e5aa1e0845"
    sealed = bytes.fromhex("019ac21953633d50040c55e4d636e7da85122befe9b5074655839d959d2f0ead19208694e8fa752587ef6d8e417c0b")
    assert vault.open(sealed, context="person:1") == NUMBER


@pytest.mark.parametrize(
    "text",
    [KEY.hex(), KEY.hex().upper(), base64.b64encode(KEY).decode(), base64.urlsafe_b64encode(b"\xfb\xff" * 16).decode(), f" {KEY.hex()}\n"],
)
def test_a_key_is_hex_or_base64(text):
    assert len(read_key(text)) == 32
    assert Vault(text).open(Vault(text).seal("梅", context="x"), context="x") == "梅"


@pytest.mark.parametrize(
    "text", ["", "short", KEY.hex()[:-2], KEY.hex() + "00", base64.b64encode(KEY[:-1]).decode(), "z" * 64, "钥" * 32, "!" * 44]
)
def test_a_key_of_another_shape_is_refused_without_being_named(text):
    with pytest.raises(BadKey) as refused:
        Vault(text)
    assert not text or text not in str(refused.value)


@pytest.mark.parametrize(("version", "retired"), [(256, {}), (-1, {}), (1, {1: OTHER.hex()}), (2, {256: OTHER.hex()})])
def test_versions_fit_one_byte_and_differ(version, retired):
    with pytest.raises(BadKey):
        Vault(KEY.hex(), version=version, retired=retired)


def test_text_that_cannot_be_written_down_is_a_typed_error(vault):
    with pytest.raises(SecretError):
        vault.seal("\ud800", context="x")
    with pytest.raises(SecretError):
        vault.fingerprint("\ud800", context="x")


def test_no_key_shows_when_a_vault_is_printed(vault):
    assert KEY.hex() not in repr(vault)
    assert not hasattr(vault, "__dict__")


@given(st.text(max_size=50), st.text(max_size=20))
@steady
def test_any_text_comes_back_as_it_was(plain, context):
    vault = Vault(KEY.hex())
    assert vault.open(vault.seal(plain, context=context), context=context) == plain
