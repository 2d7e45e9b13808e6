"""The tree of categories: two levels, RP-1's urgent groups, the marks leak and safety, and what is not ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Leaf:
    """A category that reception can choose. `marks` are any of: urgent, leak, safety, utility (not ours)."""

    name: str
    marks: str = ""

    @property
    def fields(self) -> dict[str, bool]:
        """The marks as fields of Category."""
        marks = self.marks.split()
        return {
            "urgent": "urgent" in marks,
            "leak": "leak" in marks,
            "safety": "safety" in marks,
            "ours": "utility" not in marks,
        }


# Urgent: the five groups of RP-1. Leak 房屋渗漏水: through roof, wall, window, balcony, floor; pipes, taps and
# drains are not leaks. Safety 安全设施: the list at the head of CB.
REPAIRS: dict[str, list[Leaf]] = {
    "给排水": [
        Leaf("水管爆裂（进水表以内）", "urgent"),
        Leaf("水泵故障停水", "urgent"),
        Leaf("龙头严重漏水", "urgent"),
        Leaf("水管、接头漏水"),
        Leaf("龙头、角阀、软管"),
        Leaf("马桶、水箱"),
        Leaf("马桶疏通"),
        Leaf("地漏、下水道疏通"),
        Leaf("洗手盆、菜盆疏通"),
        Leaf("表前水管爆裂（自来水公司）", "utility"),
    ],
    "电气照明": [
        Leaf("室内线路故障停电", "urgent"),
        Leaf("线路漏电", "urgent"),
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
        Leaf("电梯困人", "urgent safety"),
        Leaf("电梯失控", "urgent safety"),
        Leaf("电梯停运", "safety"),
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
        Leaf("其他危险情况", "urgent"),
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
