"""Why a connection outwards is not made, or not read on: for the person who entered the address, and never with a secret in it."""

from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import RuleBroken


class AddressRefused(RuleBroken):
    """Where the address leads is not approved: waiting does not help, another address or an approval does."""

    message = gettext_lazy("Không được phép kết nối tới địa chỉ này.")
    status = 422


class Unreachable(RuleBroken):
    """Nobody answers at an address that may be asked: down, too slow, or cut off midway. Time may heal it."""

    message = gettext_lazy("Không kết nối được tới hệ thống bên ngoài. Kiểm tra hệ thống đó rồi thử lại.")


class AnswerRefused(RuleBroken):
    """What came back is not taken: it leads elsewhere, or is larger than agreed."""

    message = gettext_lazy("Không nhận câu trả lời của hệ thống bên ngoài.")
    status = 422
