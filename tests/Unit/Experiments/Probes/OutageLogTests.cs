using Headroom.Experiments.Probes;
using Headroom.Tests.Unit.Analyze;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class OutageLogTests
{
    [Fact]
    public void What_became_of_a_request_is_counted_where_it_ended_and_where_it_began()
    {
        var log = new OutageLog(wire: null);
        log.TakeSecond();
        End(began: 0.2, ended: 0.3, status: 200);
        End(began: 0.9, ended: 1.1, status: 429);
        End(began: 1.2, ended: 1.3, status: 429);
        log.TakeSecond();

        var seconds = log.TakeSecond();

        seconds.Select(second => (second.Sent, second.Ended, second.Refused, second.SentAndRefused)).ShouldBe([(2, 1, 0, 1), (1, 2, 2, 1)]);
        seconds.ShouldAllBe(second => second.Failed == 0 && second.Unanswered == 0);

        void End(double began, double ended, int status)
        {
            var (from, until) = (TimeSpan.FromSeconds(began), TimeSpan.FromSeconds(ended));
            log.Began(from);
            log.EndedOf("GET /x", from, until, until - from, GivenFaults.Answer(status));
        }
    }
}
