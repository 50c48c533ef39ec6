using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class FullScanGrowthTests
{
    private const string Query = "SELECT max(length(note)) FROM clips";
    private const string Other = "SELECT 1";

    private static readonly long[] Sizes = [1_000_000, 300_000, 100_000];

    [Fact]
    public void Finds_a_statement_that_reads_its_whole_table()
    {
        var finding = One(FullScanGrowth.Detector, Evidence(Trial(exponent: 1)));

        finding.Fingerprint.ShouldBe($"full-scan-growth:{StatementText.IdOf(Query)}");
        finding.Severity.ShouldBe(Severity.High);
        finding.Confidence.ShouldBe(Confidence.High);
        finding.Subject.Table.ShouldBe("clips");
        finding.Facts[0].Value.ShouldBe(1, 0.001);
        finding.Title.ShouldContain("grows with it");
        finding.Facts.ShouldNotContain(fact => fact.Name.Contains("projected"));
    }

    [Fact]
    public void Vanishes_when_an_index_serves_it() => Silent(Trial(exponent: 0.02));

    [Fact]
    public void What_grows_faster_than_its_table_is_told_as_such() =>
        One(FullScanGrowth.Detector, Evidence(Trial(exponent: 2))).Title.ShouldContain("grows faster than it");

    [Fact]
    public void Stays_silent_when_the_rows_are_wanted() => Silent(Trial(returned: rows => rows));

    [Fact]
    public void Stays_silent_when_an_index_condition_bounds_what_is_read() => Silent(Trial(scanned: _ => 0));

    [Fact]
    public void Stays_silent_when_one_partition_of_several_is_read() => Silent(Trial(scanned: rows => rows / 12));

    [Fact]
    public void Stays_silent_when_only_some_values_read_everything()
    {
        var trial = Trial();

        Silent(trial with
        {
            Points = [.. trial.Points.Select(point => point with { Executions = [.. point.Executions, new GrowthExecution(5, 1, 0)] })],
        });
    }

    [Fact]
    public void Stays_silent_when_a_limit_stops_it_before_the_tables_end() => Silent(Trial(exponent: 0, scanned: _ => 5000));

    [Theory]
    [InlineData(0.79, false)]
    [InlineData(0.81, true)]
    public void Growth_nearly_in_proportion_is_the_boundary(double exponent, bool found) => ShouldBe(Trial(exponent), found);

    [Fact]
    public void One_exponent_must_hold_between_all_sizes()
    {
        var trial = Trial();
        List<GrowthPoint> points = [.. trial.Points];
        points[2] = points[2] with { Executions = [points[1].Executions[0] with { RowsScanned = Sizes[2] }] };

        Silent(trial with { Points = points });
    }

    [Theory]
    [InlineData(0.49, false)]
    [InlineData(0.51, true)]
    public void Half_of_the_table_is_the_boundary(double part, bool found) => ShouldBe(Trial(scanned: rows => part * rows), found);

    [Theory]
    [InlineData(0.11, false)]
    [InlineData(0.09, true)]
    public void A_tenth_returned_is_the_boundary(double part, bool found) => ShouldBe(Trial(returned: rows => part * rows), found);

    [Theory]
    [InlineData(10_239, Severity.Low)]
    [InlineData(10_240, Severity.High)]
    public void Eighty_mebibytes_a_call_are_a_burden(double buffers, Severity severity) =>
        One(FullScanGrowth.Detector, Evidence(Trial(buffers: buffers))).Severity.ShouldBe(severity);

    [Theory]
    [InlineData(1020, false)]
    [InlineData(1030, true)]
    public void Nothing_is_projected_beyond_ten_times_the_rows(double buffers, bool found) => ShouldBe(Trial(buffers: buffers), found);

    [Fact]
    public void A_projection_says_so_and_at_how_many_rows()
    {
        var finding = One(FullScanGrowth.Detector, Evidence(Trial(buffers: 5120)));

        finding.Confidence.ShouldBe(Confidence.Medium);
        finding.Facts.Single(fact => fact.Name.Contains("projected")).Value.ShouldBe(2_000_000, 1000);
        finding.Explanation.ShouldContain("projected");
    }

    [Theory]
    [InlineData(0.09, 0.5, Severity.High)] // the buffers are half of the load's
    [InlineData(0.09, 0.05, Severity.Medium)]
    [InlineData(0.11, 0.05, Severity.High)]
    public void A_main_part_of_the_load_is_severe(double ofTime, double ofBuffers, Severity severity) =>
        One(FullScanGrowth.Detector, Evidence(Trial(), ofTime, ofBuffers)).Severity.ShouldBe(severity);

    [Theory]
    [InlineData(0.009, 0.009, false)]
    [InlineData(0.011, 0.009, true)]
    [InlineData(0.009, 0.011, true)]
    public void A_hundredth_of_the_load_is_the_boundary(double ofTime, double ofBuffers, bool found) =>
        (FullScanGrowth.Detector.Run(Evidence(Trial(), ofTime, ofBuffers)) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Ten_calls_are_the_boundary(long calls, bool found) =>
        (FullScanGrowth.Detector.Run(Evidence(Trial(), calls: calls)) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void Without_statistics_the_probe_alone_tells() => One(FullScanGrowth.Detector, Set((GrowthProbe.Kind, Probe(Trial())))).Severity.ShouldBe(Severity.Medium);

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(FullScanGrowth.Detector, Evidence(Trial(buffers: 90_000))).Fingerprint.ShouldBe(One(FullScanGrowth.Detector, Evidence(Trial())).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run()
    {
        FullScanGrowth.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();
        FullScanGrowth.Detector.Run(Evidence(Trial() with { Points = [], Missing = "it takes longer than 5 s" }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldBe("it takes longer than 5 s");
    }

    [Fact]
    public void Small_tables_are_not_applicable() =>
        FullScanGrowth.Detector.Run(Set((GrowthProbe.Kind, Probe()))).ShouldBeOfType<Outcome.NotApplicable>().Reason.ShouldContain("8 MiB");

    [Fact]
    public void Sizes_that_hardly_differ_say_nothing()
    {
        var trial = Trial();

        Silent(trial with { Points = [.. trial.Points.Select((point, place) => point with { TableRows = 1_000_000 - (place * 100_000) })] });
    }

    private static void Silent(GrowthTrial trial) => ShouldBe(trial, found: false);

    private static void ShouldBe(GrowthTrial trial, bool found) => (FullScanGrowth.Detector.Run(Evidence(trial)) is Outcome.Found).ShouldBe(found);

    private static GrowthTrial Trial(double exponent = 1, double buffers = 20_000, Func<long, double>? scanned = null, Func<long, double>? returned = null) => new()
    {
        StatementId = StatementText.IdOf(Query),
        Query = Query,
        Table = "clips",
        Points =
        [
            .. Sizes.Select(rows => new GrowthPoint(
                rows,
                TimeSpan.FromMilliseconds(rows / 10_000d),
                [new GrowthExecution((long)Math.Round(buffers * Math.Pow(rows / (double)Sizes[0], exponent)), returned?.Invoke(rows) ?? 1, scanned?.Invoke(rows) ?? rows)])),
        ],
    };

    private static GrowthProbe Probe(params GrowthTrial[] trials) => new()
    {
        Window = Throughout,
        Provenance = "test",
        Tables = [.. trials.Select(trial => new ThinnedTable { Table = trial.Table, Rows = Sizes, Size = new Bytes(1 << 28) })],
        Statements = trials,
    };

    private static EvidenceSet Evidence(GrowthTrial trial, double ofTime = 0.5, double ofBuffers = 0.5, long calls = 100)
    {
        var load = Statements((Query, 1000 * ofTime), (Other, 1000 * (1 - ofTime)));
        return Set((GrowthProbe.Kind, Probe(trial)), (StatementStatistics.Kind, load with
        {
            Statements =
            [
                load.Statements[0] with { Calls = calls, Buffers = (long)(1_000_000 * ofBuffers) },
                load.Statements[1] with { Buffers = (long)(1_000_000 * (1 - ofBuffers)) },
            ],
        }));
    }
}
