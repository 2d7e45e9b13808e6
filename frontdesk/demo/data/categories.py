"""The tree of categories: two levels, RP-1's urgent groups, the marks leak and safety, and what is not ours."""

from dataclasses import dataclass
from typing import Any

from office.models import OutsideNumber

Ring = OutsideNumber.Kind


@dataclass(frozen=True)
class Leaf:
    """A category that reception can choose. `marks` are any of: urgent, leak, safety, utility (not ours); `says` is
    told before anything else, `ring` the kind of number outside that is rung at once.
    """

    name: str
    marks: str = ""
    says: str = ""
    ring: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """Everything but the name as fields of Category."""
        marks = self.marks.split()
        return {
            "urgent": "urgent" in marks,
            "leak": "leak" in marks,
            "safety": "safety" in marks,
            "ours": "utility" not in marks,
            "stop_answer": self.says,
            "stop_kind": self.ring,
        }


# Urgent: the five groups of RP-1. Leak 房屋渗漏水: through roof, wall, window, balcony, floor; pipes, taps and
# drains are not leaks. Safety 安全设施: the list at the head of CB.
REPAIRS: dict[str, list[Leaf]] = {
    "给排水": [
        Leaf("水管爆裂（进水表以内）", "urgent", "先关家里的总阀，离插座远一点；楼下有人住，请打个招呼。"),
        Leaf("水泵故障停水", "urgent"),
        Leaf("龙头严重漏水", "urgent"),
        Leaf("水管、接头漏水"),
        Leaf("龙头、角阀、软管"),
        Leaf("马桶、水箱"),
        Leaf("马桶疏通"),
        Leaf("地漏、下水道疏通"),
        Leaf("洗手盆、菜盆疏通"),
        Leaf(
            "表前水管爆裂（自来水公司）",
            "utility",
            "这段水管归自来水公司：我们马上报给他们，并告诉您报给了谁。",
            Ring.WATER,
        ),
    ],
    "电气照明": [
        Leaf("室内线路故障停电", "urgent"),
        Leaf("线路漏电", "urgent", "不要再碰那里：先拉总闸，再等师傅。"),
        Leaf("灯具"),
        Leaf("开关、插座"),
        Leaf("空气开关跳闸"),
        Leaf("楼道照明"),
        Leaf("应急照明", "safety"),
    ],
    "门窗五金": [
        Leaf("钢门窗、玻璃即将坠落", "urgent"),
        Leaf("门锁、锁芯"),
        Leaf("把手、合页、闭门器"),
        Leaf("玻璃、纱窗"),
    ],
    "门禁安防": [
        Leaf("单元门禁、对讲", "safety"),
        Leaf("监控摄像", "safety"),
        Leaf("周界报警", "safety"),
        Leaf("车辆道闸", "safety"),
    ],
    "暖通": [
        Leaf("暖气不热"),
        Leaf("暖气片、阀门漏水"),
        Leaf("空调"),
    ],
    "房屋渗漏水": [
        Leaf("屋面渗漏", "leak"),
        Leaf("外墙渗漏", "leak"),
        Leaf("窗边渗漏", "leak"),
        Leaf("阳台渗漏", "leak"),
        Leaf("厨卫地面渗漏", "leak"),
        Leaf("地下室渗漏", "leak"),
        Leaf("外墙渗水松动，即将坠落", "urgent leak"),
    ],
    "房屋结构": [
        Leaf("结构性损坏排险解危", "urgent"),
        Leaf("楼地板、楼梯踏步断裂", "urgent"),
        Leaf("外墙部分即将坠落", "urgent"),
        Leaf("墙面、地面、瓷砖"),
    ],
    "电梯": [
        Leaf(
            "电梯困人",
            "urgent safety",
            "先打电梯急修电话。告诉里面的人：不要扒门，不要跳，我们一直在线上，人已经在路上。",
            Ring.LIFT,
        ),
        Leaf("电梯失控", "urgent safety", "谁也不要再乘：先打电梯急修电话停梯，再派人去守门口。", Ring.LIFT),
        Leaf("电梯停运", "safety", ring=Ring.LIFT),
        Leaf("电梯异响、按钮、照明", "safety"),
    ],
    "公共设施": [
        Leaf("栏杆、扶手松动损坏", "urgent safety"),
        Leaf("消防设施、烟感", "safety"),
        Leaf("井盖", "safety"),
        Leaf("避雷设施", "safety"),
        Leaf("楼道、大堂"),
        Leaf("道路、健身设施"),
    ],
    "其他": [
        Leaf(
            "其他危险情况",
            "urgent",
            "闻到燃气味：开窗，关阀门，不要开关电器，人到外面再打电话；先报燃气公司。",
            Ring.GAS,
        ),
        Leaf("其他报修"),
    ],
}
SERVICES: dict[str, list[Leaf]] = {
    "特约服务": [
        Leaf("家庭保洁"),
        Leaf("家电、灯具安装"),
        Leaf("空调、油烟机清洗"),
        Leaf("搬运"),
    ],
}
