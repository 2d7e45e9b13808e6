"""What a new office says until a manager changes it: the seed's phrases, word for word, and its etiquette (RC-3)."""

from dataclasses import dataclass

from owners.models import Channel, Phrase

Group = Phrase.Group

PHRASES: dict[str, tuple[str, ...]] = {
    Group.GREETING: ("你好!", "早晨(早上)好!"),
    Group.WISHES: ("节日好!", "节日快乐!", "恭喜发财!", "祝您好运!", "万事胜意!", "一路顺风!"),
    Group.WELCOME: ("欢迎!", "欢迎光临!", "欢迎指导!"),
    Group.MEETING: ("请进!", "请坐!", "请用茶!"),
    Group.APOLOGY: ("对不起!", "请原谅!", "请谅解!"),
    Group.REQUEST: ("请关照!", "请指正!", "请稍候!", "请稍等!", "请留步!"),
    Group.THANKS: ("谢谢!", "多谢关照!", "多谢指正!"),
    Group.PARTING: ("再见!", "Bye-bye!", "晚安!"),
}


@dataclass(frozen=True)
class Prompt:
    """A prompt of the screen; `say`: to be spoken as it stands."""

    channel: str
    text: str
    say: bool = False


PROMPTS = [
    Prompt(Channel.COUNTER, "立即起立，面带微笑，主动招呼"),
    Prompt(Channel.COUNTER, "您好！欢迎光临！", say=True),
    Prompt(Channel.COUNTER, "礼貌询问姓名、住处"),
    Prompt(Channel.COUNTER, "请业户入座，双手端上茶水"),
    Prompt(Channel.COUNTER, "仔细、耐心地听取来访原因，做好记录"),
    Prompt(Channel.HOTLINE, "铃响 3 次前接听"),
    Prompt(Channel.HOTLINE, "您好！{company}{department}，我是{name}。", say=True),
    Prompt(Channel.HOTLINE, "声音清晰悦耳，语速适当"),
    Prompt(Channel.HOTLINE, "做好记录准备"),
    Prompt(Channel.VISIT, "耐心听取意见，细致解答问题，做好记录"),
]
