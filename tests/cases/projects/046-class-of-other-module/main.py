from pkg import Base


class Job(Base):
    pass


Job().go()
