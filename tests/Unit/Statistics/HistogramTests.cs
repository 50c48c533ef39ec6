using FsCheck;
using FsCheck.Fluent;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class HistogramTests
{
    private static readonly Arbitrary<long[]> s_durations = Gen.OneOf(
        Gen.Choose(0, 5000).Select(static value => (long)value),
        Gen.Choose(0, int.MaxValue).Select(static value => (long)value),
        from high in Gen.Choose(0, int.MaxValue) from low in Gen.Choose(0, int.MaxValue) select ((long)high << 32) | (uint)low)
        .NonEmptyListOf().Select(static values => values.ToArray()).ToArbitrary();

    [Fact]
    public void Reads_back_any_quantile_within_its_error_bound() => Prop.ForAll(s_durations, static values =>
    {
        var histogram = Of(values);
        Array.Sort(values);
        foreach (var quantile in new[] { 0, 0.1, 0.5, 0.9, 0.95, 0.99, 1 })
        {
            var exact = values[Math.Max(1, (long)Math.Ceiling(quantile * values.Length)) - 1];
            ((double)Math.Abs(histogram.QuantileNs(quantile)!.Value - exact)).ShouldBeLessThanOrEqualTo(exact * Histogram.MaxRelativeError);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_sums_and_bounds_exactly() => Prop.ForAll(s_durations, static values =>
    {
        var histogram = Of(values);
        histogram.Count.ShouldBe(values.Length);
        histogram.SumNs.ShouldBe(values.Aggregate((Int128)0, static (sum, value) => sum + value));
        histogram.MinNs.ShouldBe(values.Min());
        histogram.MaxNs.ShouldBe(values.Max());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merged_parts_equal_one_histogram_that_saw_everything() => Prop.ForAll(s_durations, s_durations, static (first, second) =>
    {
        var merged = Histogram.Merged([Of(first), Of(second)]);
        ShouldEqual(merged, Of([.. first, .. second]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Is_restored_from_what_was_stored() => Prop.ForAll(s_durations, static values =>
    {
        var histogram = Of(values);
        ShouldEqual(Histogram.Restore(histogram.Buckets(), histogram.SumNs, histogram.MinNs, histogram.MaxNs), histogram);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_a_negative_duration_as_zero()
    {
        var histogram = Of([-5]);
        histogram.MinNs.ShouldBe(0);
        histogram.SumNs.ShouldBe((Int128)0);
    }

    [Fact]
    public void Knows_nothing_when_empty()
    {
        var empty = new Histogram();
        empty.QuantileNs(0.5).ShouldBeNull();
        empty.MeanNs.ShouldBeNull();
        empty.MinNs.ShouldBeNull();
    }

    private static Histogram Of(IEnumerable<long> values)
    {
        var histogram = new Histogram();
        foreach (var value in values)
        {
            histogram.Record(value);
        }

        return histogram;
    }

    private static void ShouldEqual(Histogram actual, Histogram expected)
    {
        actual.Buckets().ShouldBe(expected.Buckets());
        (actual.Count, actual.SumNs, actual.MinNs, actual.MaxNs).ShouldBe((expected.Count, expected.SumNs, expected.MinNs, expected.MaxNs));
    }
}
