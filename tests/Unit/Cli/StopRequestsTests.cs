using Headroom.Cli;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli;

public sealed class StopRequestsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly ManualTime _time = new();

    [Fact]
    public void Signals_of_one_second_are_one_request()
    {
        var requests = new StopRequests(_time);

        requests.Next().ShouldBe(StopRequest.Stop);
        requests.Next().ShouldBe(StopRequest.Same);
        _time.Advance(StopRequests.Together - Tick);
        requests.Next().ShouldBe(StopRequest.Same);
    }

    [Fact]
    public void A_later_signal_leaves_at_once()
    {
        var requests = new StopRequests(_time);

        requests.Next().ShouldBe(StopRequest.Stop);
        _time.Advance(StopRequests.Together);
        requests.Next().ShouldBe(StopRequest.Leave);
    }

    [Fact]
    public void The_second_counts_from_the_first_signal_alone()
    {
        var requests = new StopRequests(_time);

        requests.Next();
        _time.Advance(StopRequests.Together - Tick);
        requests.Next().ShouldBe(StopRequest.Same);
        _time.Advance(Tick);
        requests.Next().ShouldBe(StopRequest.Leave);
    }
}
