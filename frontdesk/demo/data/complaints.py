"""What was complained of in the last weeks, and what came of it."""

from dataclasses import dataclass
from datetime import time

from complaints.models import Type
from owners.models import Channel

CALLS_AT = time(17)


@dataclass(frozen=True)
class Story:
    """A complaint received `hours` ago; each step is a verb, its hour after the receipt, and what was said."""

    hours: float
    type: str
    text: str
    steps: tuple[tuple[str, float, str], ...] = ()
    channel: str = Channel.HOTLINE
    place: str = ""
    about_staff: bool = False
    anonymous: bool = False


STORIES = [
    Story(33 * 24, Type.NOISE, "楼上装修午休时间还在打钻。", (
        ("answer", 1, "已请装修队停工，午休时段安排巡查。"),
        ("resolve", 26, "装修队签了守时承诺，连续两天巡查无施工。"),
        ("judge", 30, "有效：巡查登记证实午休施工。"),
        ("satisfied", 31, "这两天中午安静了。"),
    )),
    Story(19 * 24, Type.PARKING, "地下车库 B 区消防通道停车，轮椅过不去。", (
        ("answer", 3, "秩序班今晚起在 B 区值守，先把车请走。"),
        ("resolve", 40, "请走三辆车，通道贴了禁停标识。"),
        ("judge", 46, "有效：现场照片属实。"),
        ("satisfied", 47, "能走了，希望管得住。"),
    ), place="地下车库 B 区"),
    Story(12 * 24, Type.OTHER, "有人反映门岗夜间打瞌睡，不愿留姓名。", (
        ("answer", 8, "已在公告栏回复：夜班每小时巡更打卡，欢迎监督。"),
        ("resolve", 30, "夜班增加每小时打卡，队长抽查。"),
        ("judge", 33, "无效：打卡和录像都正常。"),
        ("anonymous", 34, "没有留下联系方式，结果已张贴七天。"),
    ), Channel.BOX, anonymous=True),
    Story(8 * 24, Type.PARKING, "B 区消防通道管了一阵又停满了车，说了几次都没用。", (
        ("answer", 2, "马上派人清，晚上专人值守。"),
        ("pass_up", 5, "两名车主拒绝挪车，前台不能当场解决。"),
        ("decide", 22, "加装硬隔离，装好之前每晚 18 点起值守。"),
        ("resolve", 90, "硬隔离装好，通道清空。"),
        ("unsatisfied", 97, "隔离桩被挪开，昨晚又停了两辆。"),
        ("explain", 99, "固定式隔离桩要公司批款，约一周装好，周五前先回一次电话。"),
    ), place="地下车库 B 区"),
    Story(120, Type.NOISE, "凌晨还有人在地库门口鸣笛，影响休息。", (
        ("answer", 5, "夜班在出口立牌，提醒司机不鸣笛。"),
        ("resolve", 60, "出口加了禁鸣牌和减速带，夜班值守三晚。"),
        ("satisfied", 70, "这几天没听到了。"),
    )),
    Story(70, Type.MANNER, "维修师傅说话冲，问两句就不耐烦。", (
        ("answer", 6, "经理当面道歉，并说明会和本人谈话。"),
    ), about_staff=True),
    Story(44, Type.SANITATION, "西侧垃圾桶两天没清，气味大。", (
        ("answer", 3, "今天下午加清一次，明天起一天两清。"),
        ("resolve", 27, "已清运消毒，保洁改为一天两次。"),
        ("judge", 30, "有效：清运记录缺一天。"),
    )),
    Story(20.5, Type.PARKING, "消防通道又被私家车占了。", (
        ("time_is_out", 4.01, ""), ("time_is_out", 12.01, ""), ("time_is_out", 20.01, ""),
    )),
    Story(6, Type.REPAIR, "报修等了一天没人上门。", (("time_is_out", 4.01, ""),), Channel.COUNTER),
    Story(0.7, Type.LIFT, "2 号电梯这周第三次停在半层。"),
]  # fmt: skip
