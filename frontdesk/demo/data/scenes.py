"""What is going on at the demo desk just now: the steps of each case and how many minutes ago they happened.

What does not stand in a script has not happened yet. On the second work order the steps are called "dispatch 2" …
"""

from dataclasses import dataclass

H, D = 60, 24 * 60
PRICED = {"quote", "agree"}


@dataclass(frozen=True)
class Scene:
    """A repair of this category, with its steps in minutes before now; `report` is the first."""

    category: str
    ago: dict[str, int]


def _done(start: int, *, paid: bool = True) -> dict[str, int]:
    """A job reported `start` minutes ago with all its steps up to the last."""
    steps = {"dispatch": 8, "accept": 14, "arrive": 45, "quote": 53, "agree": 60, "finish": 100}
    return {"report": start, **{step: start - after for step, after in steps.items() if paid or step not in PRICED}}


SCENES = [
    # in hand
    Scene("电梯困人", {"report": 4, "dispatch": 2}),
    Scene("水管爆裂（进水表以内）", {"report": 131, "dispatch": 128, "accept": 125, "arrive": 112, "quote": 91}),
    Scene("室内线路故障停电", {"report": 2}),
    Scene("空气开关跳闸", {"report": 38}),
    Scene("地漏、下水道疏通", {"report": 12}),
    Scene("楼道照明", {"report": 3}),
    Scene("马桶、水箱", {"report": 95, "dispatch": 80}),
    Scene("龙头、角阀、软管", {"report": 150, "dispatch": 140, "accept": 131, "arrive": 22}),
    Scene("开关、插座", {"report": 230, "dispatch": 221, "accept": 210, "arrive": 60, "quote": 52, "agree": 47}),
    Scene("门锁、锁芯", {"report": 190, "dispatch": 176, "accept": 170, "arrive": 41, "quote": 30}),
    Scene("玻璃、纱窗", {"report": 5 * H, "dispatch": 280, "accept": 270, "arrive": 90, "nobody_home": 84}),
    Scene("楼道、大堂", {"report": 105, "dispatch": 90, "hand_back": 21}),
    # given another date; nearly out of time; out of time
    Scene("外墙渗漏", {"report": 2 * D, "dispatch": 2 * D - 25, "accept": 2 * D - 40, "extend": 20 * H}),
    Scene("屋面渗漏", {"report": 3 * D - 2 * H, "dispatch": 3 * D - 150, "accept": 3 * D - 165}),
    Scene("单元门禁、对讲", {"report": 3 * D + 5 * H, "dispatch": 3 * D + 280, "accept": 3 * D + 270}),
    # made safe, the rest to follow
    Scene("外墙部分即将坠落", {"report": 9 * H, "dispatch": 536, "accept": 532, "arrive": 520, "make_safe": 470,
                                   "dispatch 2": 120, "accept 2": 110}),
    # the paper is late
    Scene("马桶疏通", _done(26 * H)),
    # callbacks: today, tried in vain, overdue; the second waits; after rain; a notice not served
    Scene("线路漏电", {**_done(22 * H), "bring_back": 18 * H}),
    Scene("龙头严重漏水", {**_done(2 * D + 20 * H), "bring_back": 2 * D + 10 * H, "call": 2 * D}),
    Scene("灯具", {**_done(8 * D + 10 * H), "bring_back": 8 * D, "attempt": 14 * H}),
    Scene("消防设施、烟感", {**_done(2 * D + 6 * H, paid=False), "bring_back": 2 * D}),
    Scene("窗边渗漏", {**_done(3 * D + 2 * H, paid=False), "bring_back": 2 * D, "call": 26 * H}),
    Scene("厨卫地面渗漏", {**_done(2 * D + 4 * H, paid=False), "bring_back": D}),
    Scene("水管、接头漏水", {**_done(3 * D), "bring_back": 2 * D, "call": 12 * H + 43, "rework": 0,
                                "dispatch 2": 12 * H, "accept 2": 11 * H}),
]  # fmt: skip
