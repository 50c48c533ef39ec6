using Headroom.Load.Import.Runs.K6;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

public class K6OnsetTests
{
    [Fact]
    public void Tells_how_much_was_asked_in_the_first_second_that_failed()
    {
        var onset = new K6Onset();
        Record(onset, (1_795_226_786, 3, 0), (1_795_226_787, 9, 0), (1_795_226_788, 12, 1), (1_795_226_789, 20, 5));
        (onset.RequestsAtOnset, onset.Failing, onset.Seconds).ShouldBe((12, 2, 4));
    }

    [Fact]
    public void Finds_the_first_second_also_when_it_comes_late()
    {
        var onset = new K6Onset();
        Record(onset, (102, 7, 1), (100, 4, 2), (101, 5, 0), (100, 1, 0));
        (onset.RequestsAtOnset, onset.Failing, onset.Seconds).ShouldBe((5, 2, 3));
    }

    [Fact]
    public void Closes_seconds_over_long_gaps()
    {
        var onset = new K6Onset();
        Record(onset, (100, 4, 1), (1_000_000, 5, 1), (1_000_008, 6, 0));
        (onset.RequestsAtOnset, onset.Failing, onset.Seconds).ShouldBe((4, 2, 3));
    }

    [Fact]
    public void Knows_no_onset_where_nothing_failed()
    {
        var onset = new K6Onset();
        Record(onset, (100, 4, 0));
        (onset.RequestsAtOnset, onset.Failing, onset.Seconds).ShouldBe((null, 0, 1));
    }

    private static void Record(K6Onset onset, params (long Second, int Requests, int Failed)[] seconds)
    {
        foreach (var (second, requests, failed) in seconds)
        {
            for (var request = 0; request < requests; request++)
            {
                onset.Record(second);
                if (request < failed)
                {
                    onset.Fail(second);
                }
            }
        }

        onset.Close();
    }
}
