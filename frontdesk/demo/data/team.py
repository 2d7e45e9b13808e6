"""Who works at the demo estate. All of them are made up."""

from dataclasses import dataclass

from office.models import Department, Role

Kind = Department.Kind
DAY, NIGHT = "白班", "夜班"
PLUMBING, DOORS, HEATING, LIFTS = "水电班", "门窗土建班", "暖通班", "电梯弱电班"


@dataclass(frozen=True)
class Member:
    """One of the team. `account` is the user name where the demo accounts are asked for, `username` otherwise."""

    username: str
    name: str
    department: str
    roles: tuple[str, ...]
    team: str = ""
    account: str = ""
    leads: bool = False
    deputises: bool = False


TEAM = [
    Member("linxiaoyan", "林晓燕", Kind.CUSTOMER_SERVICE, (Role.RECEPTION,), DAY, account="reception", deputises=True),
    Member("suwenjing", "苏文静", Kind.CUSTOMER_SERVICE, (Role.RECEPTION,), DAY),
    Member("zhaochen", "赵晨", Kind.CUSTOMER_SERVICE, (Role.RECEPTION,), NIGHT),
    Member("hejing", "何静", Kind.CUSTOMER_SERVICE, (Role.HEAD,), leads=True),
    Member("wujianhua", "吴建华", Kind.ENGINEERING, (Role.HEAD,), account="head", leads=True),
    Member("sundesheng", "孙德胜", Kind.ENGINEERING, (Role.CREW,), PLUMBING, account="crew", deputises=True),
    Member("hanlijun", "韩立军", Kind.ENGINEERING, (Role.CREW,), PLUMBING),
    Member("tianyuhang", "田宇航", Kind.ENGINEERING, (Role.CREW,), PLUMBING),
    Member("zhenghaitao", "郑海涛", Kind.ENGINEERING, (Role.CREW,), DOORS),
    Member("wangshulin", "王树林", Kind.ENGINEERING, (Role.CREW,), HEATING),
    Member("maguoqiang", "马国强", Kind.ENGINEERING, (Role.CREW,), LIFTS),
    Member("caoyongqiang", "曹永强", Kind.ORDER, (Role.HEAD,), leads=True),
    Member("luoxiulan", "罗秀兰", Kind.ENVIRONMENT, (Role.HEAD,), leads=True),
    Member("tangli", "唐丽", Kind.FINANCE, (Role.FINANCE,), account="finance", leads=True),
    Member("fengzhigang", "冯志刚", Kind.FINANCE, (Role.COLLECTOR,)),
    Member("zhoumin", "周敏", Kind.MANAGEMENT, (Role.MANAGER,), account="manager", leads=True),
    Member("lumingyuan", "陆明远", Kind.COMPANY, (Role.COMPANY,), account="company", leads=True),
]
# Who is sent to what.
TRADES = {
    "给排水": PLUMBING,
    "电气照明": PLUMBING,
    "门窗五金": DOORS,
    "门禁安防": LIFTS,
    "暖通": HEATING,
    "房屋渗漏水": DOORS,
    "房屋结构": DOORS,
    "电梯": LIFTS,
    "公共设施": DOORS,
    "其他": PLUMBING,
    "特约服务": PLUMBING,
}
