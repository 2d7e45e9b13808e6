"""What was left and said when the demo's shifts changed, and what is planned to stop."""

from dataclasses import dataclass
from datetime import timedelta

from office.models import PlannedStop

What = PlannedStop.What

# Of the last handovers, the newest first: keys and things left, what was out of the ordinary, the taker's remark.
HANDOVERS = [
    ("3 号楼水表间钥匙 1 把，蓝色标签。\n对讲机 2 部，已充满。", "2 号楼电梯 22:40 停过一次，维保 23:10 复位。", ""),
    ("备用门禁卡 4 张，装在信封里。", "", "钥匙已清点。"),
    ("3 号楼水表间钥匙 1 把，蓝色标签。", "晚上有雷雨，地下车库 B 区放了沙袋。", "沙袋已收回。"),
]


@dataclass(frozen=True)
class Stop:
    """A planned stop: in how many days, from which minute of the day, for how long; of all buildings or of two."""

    what: str
    days: int
    minute: int
    lasts: timedelta
    everywhere: bool
    why: str
    say: str


STOPS = [
    Stop(What.WATER, 1, 9 * 60, timedelta(hours=2, minutes=30), False, "清洗水箱",
         "{where}正在清洗水箱，预计十一点半来水，来水后请先放一分钟。"),
    Stop(What.POWER, 3, 13 * 60, timedelta(hours=4), True, "配电室年检",
         "全小区配电室年检，预计下午五点来电，停电前后请不要乘电梯。"),
]  # fmt: skip
