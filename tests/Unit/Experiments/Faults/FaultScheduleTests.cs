using Headroom.Experiments.Faults;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Faults;

public sealed class FaultScheduleTests
{
    [Fact]
    public void Changes_come_in_the_order_of_time_and_ends_before_beginnings()
    {
        var schedule = new FaultSchedule([Fault("late", 10, 20), Fault("early", 5, 10), Fault("long", 1, 30)]);

        schedule.Events.Select(change => $"{change.At.TotalSeconds} {change.Fault.Name} {(change.IsOn ? "on" : "off")}")
            .ShouldBe(["1 long on", "5 early on", "10 early off", "10 late on", "20 late off", "30 long off"]);
        schedule.End.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(4.999, "")]
    [InlineData(5, "a")]
    [InlineData(9.999, "a")]
    [InlineData(10, "")]
    public void A_fault_is_on_from_its_beginning_to_just_before_its_end(double at, string on) =>
        string.Join(',', new FaultSchedule([Fault("a", 5, 10)]).At(TimeSpan.FromSeconds(at)).Select(fault => fault.Name)).ShouldBe(on);

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        var wrong = new ScheduledFault("c", TimeSpan.Zero, TimeSpan.FromSeconds(1), PlacedToxic.On(WireStream.Upstream, new Toxic.Slicer(10, 10, TimeSpan.Zero)));

        var error = Should.Throw<ArgumentException>(() => new FaultSchedule([Fault("a", 5, 5), Fault("a", 1, 2), Fault("", 1, 2), wrong]));

        error.Message.ShouldContain("no span of time");
        error.Message.ShouldContain("a is the name of 2 faults");
        error.Message.ShouldContain("a fault has no name");
        error.Message.ShouldContain("c: size_variation");
    }

    [Fact]
    public void A_proxy_cannot_be_down_twice_at_once()
    {
        ScheduledFault Down(string name, double from, double to) => Fault(name, from, to) with { Toxic = null };

        Should.Throw<ArgumentException>(() => new FaultSchedule([Down("a", 1, 5), Down("b", 4, 6)])).Message.ShouldContain("down for a already");
        Should.NotThrow(() => new FaultSchedule([Down("a", 1, 5), Down("b", 5, 6)]));
    }

    private static ScheduledFault Fault(string name, double from, double to) =>
        new(name, TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to), PlacedToxic.On(WireStream.Downstream, new Toxic.Hang()));
}
