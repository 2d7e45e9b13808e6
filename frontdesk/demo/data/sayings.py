"""What is written down at the demo desk: opinions in callbacks, reasons, things asked that became no repair."""

# Said in a callback, by overall score.
PRAISE = {
    5: ("师傅很专业，修得又快又好。", "非常满意，走之前还把地擦干净了。", "好了，谢谢。", "收费合理，修好了。"),
    4: ("修好了，没再出问题。", "可以，挺好的。", "正常了。", "没问题，谢谢回访。", "满意，就是来得稍晚一点。"),
    3: ("修是修好了，等的时间有点长。", "还行吧，材料有点贵。", "能用，观察几天再看。"),
}
BLAME = {
    "work": ("还是渗水，没修好。", "用了两天又坏了。", "底座还漏，柜子里是湿的。"),
    "delay": ("约好上午，下午才来。", "报了三天才来人。"),
    "manner": ("师傅说话不耐烦。", "进门没穿鞋套。"),
    "charge": ("收费和事先说的不一样。", "觉得材料费偏高，要个说明。"),
}
INSPECTED = ("现场复查，使用正常。", "复查完好。", "复查无异常。")
AFTER_RAIN = ("下雨后没再漏。", "这次雨大，墙面是干的。", "没有再渗，谢谢。")
WHY_EXTENDED = ("待料：配件本周到货", "委外：厂家排期", "业户出差，约其他时间", "雨天不能施工，等天晴")
WHY_RELEASED = "多次联系不上，部门负责人同意免除"
WHY_UNSIGNED = "业户临时外出，家中无人签字"
WHY_VOID = ("业户来电取消", "重复登记")
WHY_HANDED_BACK = ("不属本班范围，转其他班组", "缺专用工具")
WHY_PASSED_ON = "手上急修未完，转同班"
NOBODY_HOME = "敲门无人应，已留卡"
MADE_SAFE = "险情已排除，后续修复另约"
UTILITY = "自来水公司热线"
RADIO = ("对讲机", "对讲机", "对讲机", "电话")

# Contacts that were settled on the spot: subject, how often, what was asked.
ASKED: list[tuple[str, int, tuple[str, ...]]] = [
    ("enquiry", 34, ("咨询供暖缴费时间，已答复。", "询问装修手续，已告知。", "咨询门禁卡补办，已说明。")),
    ("payment", 20, ("来缴物业费，已开收据。", "询问本季度物业费，已查。")),
    ("suggestion", 9, ("建议增设快递柜。", "建议延长健身房开放时间。", "建议单元门口加扶手。")),
    ("help", 9, ("老人请帮忙抬米上楼，已安排。", "快递放门岗，请代收。")),
    ("policy", 6, ("咨询公共维修资金使用办法，已答复。", "咨询养犬规定，已告知。")),
    ("compliment", 6, ("表扬保安帮忙寻回钱包。", "表扬维修师傅服务热情。")),
    ("feedback", 6, ("反映楼道卫生有改善。", "反映绿化修剪及时。")),
    ("rent", 5, ("登记房屋出租。", "咨询租售登记手续。")),
    ("business", 3, ("宽带公司来接洽进场事宜。",)),
    ("other", 2, ("找错小区，已指路。",)),
]
APPOINTED_ANEW = "另约时间"
APPOINTED_BEYOND = "业户约定的时间"
TOLD = "业户已知"
NOT_OURS = f"表前，非本处范围，已报{UTILITY}"
SETTLED = {
    "delay": "已向业户致歉，派单重排班次",
    "manner": "部门负责人上门致歉，已教育",
    "charge": "已核对，收费与公示一致，业户理解",
}
BEGINS_AGAIN = "整改后重新回访"
SIGNED_FOR = "signature"
# What came of what was settled on the spot.
ANSWERED = "当场答复"
