"""What came to the desk besides repairs in the last days: matters, messages, calls, offers, letters."""

from dataclasses import dataclass, field

from office.models import Department
from owners.models import Channel, Matter, Subject

Kind = Department.Kind


@dataclass(frozen=True)
class Said:
    """One contact, `hours` ago; `steps` say how far its case has come."""

    hours: float
    content: str
    channel: str = Channel.HOTLINE
    steps: tuple[str, ...] = ()
    more: dict[str, object] = field(default_factory=dict)


MATTERS = [
    Said(170, "希望单元门口加一段扶手，老人上下台阶不稳。", Channel.COUNTER,
         ("加装不锈钢扶手，采购后安装", "扶手已装好，业户试过", "phone"),
         {"kind": Matter.Kind.SUGGESTION, "department": Kind.ENGINEERING}),
    Said(98, "想了解地下车位明年续租的手续。", Channel.HOTLINE,
         ("由客服整理办法，电话告知", "已说明续租材料和期限", "phone"),
         {"kind": Matter.Kind.QUESTION, "department": Kind.CUSTOMER_SERVICE}),
    Said(30, "楼下小花园的长椅少，傍晚没地方坐。", Channel.WECHAT,
         ("查看场地后增加两张长椅",), {"kind": Matter.Kind.SUGGESTION, "department": Kind.ENVIRONMENT}),
    Said(5, "独居老人，请工作人员有空上门看看，帮着换个灯泡说明书。", Channel.HOTLINE,
         (), {"kind": Matter.Kind.VISIT, "department": Kind.CUSTOMER_SERVICE}),
    Said(2.5, "楼道里堆放纸箱，请人跟邻居说一声。", Channel.COUNTER,
         (), {"kind": Matter.Kind.HELP, "department": Kind.ORDER}),
    Said(0.6, "问装修押金什么时候能退。", Channel.HOTLINE,
         (), {"kind": Matter.Kind.QUESTION, "department": ""}),
]  # fmt: skip
MESSAGES = [
    Said(52, "请周经理回电，谈业委会换届用会议室的事。", steps=("told", "约好周四下午三点用会议室")),
    Said(26, "找王师傅，问上次换的阀门保修多久。", steps=("told", "保修一年，凭任务单")),
    Said(1.6, "请经理回电，谈外墙清洗的时间。", steps=("told",)),
    Said(0.3, "找财务，问收据抬头能不能改。"),
]
LISTINGS = [
    Said(240, "两居室出租，带家具。", Channel.COUNTER,
         more={"kind": "rent", "price": "2600.00", "days": 30, "keys": True}),
    Said(75, "房子想卖，南北通透，满五年。", Channel.HOTLINE,
         more={"kind": "sale", "price": "1180000.00", "days": 90, "keys": False}),
]  # fmt: skip
SUMMARY = "本周投诉都按时答复。停车类反复出现，下周起消防通道夜间固定值守，并落实硬隔离。"
# Noted missed calls, hours ago, and whether somebody was reached since.
MISSED = [(20, True), (9, True), (0.15, False)]
BOXES = [("东门", 9), ("会所一层", 16)]
LETTERS = ["建议把东门的路灯调亮一些。", "感谢夜班师傅帮忙抬轮椅。", "快递柜经常满，能否再加一组？"]
SUBJECTS = {"matter": Subject.SUGGESTION, "message": Subject.BUSINESS, "complaint": Subject.COMPLAINT}
