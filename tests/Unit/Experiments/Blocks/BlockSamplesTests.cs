using Headroom.Experiments.Blocks;
using Headroom.Load;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Blocks;

public class BlockSamplesTests
{
    [Fact]
    public void Quantiles_are_of_the_nearest_rank_from_the_intended_start()
    {
        var block = Read([.. Enumerable.Range(1, 100).Select(i => Sample(i, milliseconds: i))]);

        (block.Requests, block.Failed).ShouldBe((100, 0));
        (block.P50, block.P95, block.P99).ShouldBe((Ms(50), Ms(95), Ms(99)));
        block.Endpoints.ShouldHaveSingleItem().ShouldBe(new BlockEndpoint("GET /a", 100, 0, Ms(95)));
    }

    [Fact]
    public void A_request_that_failed_is_slower_than_every_other()
    {
        var block = Read([.. Enumerable.Range(1, 96).Select(i => Sample(i, milliseconds: i)), .. Enumerable.Range(97, 4).Select(i => Sample(i, milliseconds: 1, failed: true))]);

        (block.Failed, block.P95, block.P99).ShouldBe((4, Ms(95), null));
    }

    [Fact]
    public void The_settling_is_sent_but_not_measured()
    {
        var samples = new BlockSamples();
        samples.Begin(new SampleHeader(DateTimeOffset.UnixEpoch, ["GET /a"], [new Dictionary<string, string>()]));
        samples.Write([Sample(1, 5) with { WarmUp = true }, Sample(2, 7)]);

        samples.Sent.ShouldBe(2);
        Read(samples).Requests.ShouldBe(1);
        Read(samples).P50.ShouldBe(Ms(7));
    }

    [Fact]
    public void Failures_of_one_half_alone_are_told_by_request()
    {
        var (a, b) = (Of([Sample(1, 1, failed: true), Sample(2, 1, failed: true), Sample(3, 1)]), Of([Sample(1, 1), Sample(2, 1, failed: true), Sample(3, 1)]));
        (a.FailedAlone(b), b.FailedAlone(a)).ShouldBe((1, 0));
    }

    [Fact]
    public void A_block_without_requests_has_no_quantile() => Read([]).P50.ShouldBeNull();

    private static Block Read(RequestSample[] samples) => Read(Of(samples));

    private static Block Read(BlockSamples samples) => samples.Read(DateTimeOffset.UnixEpoch, Ms(1), new Dictionary<string, double>());

    private static BlockSamples Of(RequestSample[] samples)
    {
        var sink = new BlockSamples();
        sink.Begin(new SampleHeader(DateTimeOffset.UnixEpoch, ["GET /a"], [new Dictionary<string, string>()]));
        sink.Write(samples);
        return sink;
    }

    private static RequestSample Sample(long iteration, double milliseconds, bool failed = false) => new()
    {
        Endpoint = 0,
        Iteration = iteration,
        Vu = 0,
        IntendedNs = 1_000,
        BeganNs = 500_000,
        EndedNs = 1_000 + (long)(milliseconds * 1e6),
        Status = failed ? 500 : 200,
        Error = ErrorKind.None,
        Failed = failed,
        Received = 1,
        WarmUp = false,
    };

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
