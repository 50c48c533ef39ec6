using Headroom.Cli.Output;
using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Output;

public sealed class ProgressTests
{
    private static readonly LoadProgress Half = new()
    {
        Elapsed = TimeSpan.FromSeconds(15),
        Total = TimeSpan.FromSeconds(30),
        Phase = LoadPhase.Recording,
        RequestsPerSecond = 1_000,
        Requests = 15_000,
        InFlight = 12,
        Errors = 3,
        ErrorsByKind = new Dictionary<string, long> { ["timeout"] = 3 },
        P50 = TimeSpan.FromMilliseconds(1.2),
        P95 = TimeSpan.FromMilliseconds(3.4),
        P99 = null,
        Endpoints = [],
    };

    [Theory]
    [InlineData(200)]
    [InlineData(40)]
    [InlineData(1)]
    public void The_live_line_is_narrower_than_the_terminal_and_drawn_over_the_one_before(int width)
    {
        using var output = new StringWriter();
        var progress = new Progress(output, () => (width, 24), TimeProvider.System);

        progress.Report(Half);
        progress.Report(Half);

        var lines = output.ToString().Split("\r\u001b[K");
        lines.Length.ShouldBe(3);
        lines.ShouldAllBe(line => line.Length < width && !line.Contains('\n'));
    }

    [Fact]
    public void What_is_no_terminal_gets_plain_lines()
    {
        using var output = new StringWriter();

        new Progress(output, size: null, TimeProvider.System).Report(Half);

        output.ToString().ShouldEndWith(" load    15/30 s  1000 requests/s  12 in flight  p95 3.4 ms  3 failed\n");
        output.ToString().ShouldNotContain('\u001b');
    }

    [Fact]
    public void A_latency_is_told_as_in_the_reports()
    {
        using var output = new StringWriter();

        new Progress(output, size: null, TimeProvider.System).Report(Half with { P95 = TimeSpan.FromMilliseconds(28_806.5) });

        output.ToString().ShouldContain("  p95 28.81 s  ");
    }
}
