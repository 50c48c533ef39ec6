using FsCheck;
using FsCheck.Fluent;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class HistogramTests
{
    // Small ones, ones of every size, and the ones beside the borders of buckets and octaves, up to the greatest.
    private static readonly Arbitrary<long[]> s_durations = Gen.OneOf(
        Gen.Choose(0, 5000).Select(static value => (long)value),
        OfEverySize(),
        Borders(),
        Gen.Elements(0L, 511, 512, 513, 1023, 1024, 1025, long.MaxValue - 1, long.MaxValue))
        .NonEmptyListOf().Select(static values => values.ToArray()).ToArbitrary();

    [Fact]
    public void Reads_back_any_quantile_within_its_error_bound() => Prop.ForAll(s_durations, Gen.Choose(0, 1000).ToArbitrary(), static (values, permille) =>
    {
        var histogram = Of(values);
        Array.Sort(values);
        foreach (var quantile in new[] { 0, 0.5m, 0.9m, 0.95m, 0.99m, 0.999m, 1, permille / 1000m })
        {
            var exact = values[Math.Max(1, (long)Math.Ceiling(quantile * values.Length)) - 1];
            var error = Int128.Abs((Int128)histogram.QuantileNs((double)quantile)!.Value - exact);
            (error * 1024).ShouldBeLessThanOrEqualTo(exact);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reads_back_every_value_at_the_border_of_a_bucket_within_its_error_bound()
    {
        for (var power = 0; power <= 63; power++)
        {
            for (var sub = 0; sub <= 512; sub++)
            {
                for (var beside = -1; beside <= 1; beside++)
                {
                    var value = Border(power, sub, beside);
                    var histogram = Of([0, value, value, long.MaxValue]);
                    var error = Int128.Abs((Int128)histogram.QuantileNs(0.5)!.Value - value);
                    (error * 1024 <= value).ShouldBeTrue($"{value} came back as {histogram.QuantileNs(0.5)}");
                }
            }
        }
    }

    [Theory]
    [InlineData(0.55, 55)]
    [InlineData(0.07, 7)]
    [InlineData(0.29, 29)]
    [InlineData(0.95, 95)]
    [InlineData(0.951, 96)]
    [InlineData(0.99, 99)]
    [InlineData(0.999, 100)]
    [InlineData(0, 1)]
    public void Means_the_decimal_that_was_written(double quantile, long rank) =>
        Of(Enumerable.Range(1, 100).Select(static value => (long)value)).QuantileNs(quantile).ShouldBe(rank);

    [Fact]
    public void Sums_exactly_beyond_64_bits()
    {
        var histogram = Of(Enumerable.Repeat(long.MaxValue, 5));
        histogram.SumNs.ShouldBe((Int128)long.MaxValue * 5);
        histogram.Merge(Of(Enumerable.Repeat(long.MaxValue, 7)));
        histogram.SumNs.ShouldBe((Int128)long.MaxValue * 12);
        histogram.MeanNs.ShouldBe(long.MaxValue);
    }

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

    // Workers, endpoints, seconds and agents: each value goes to one of several parts, some of which were stored and restored, some used before.
    [Fact]
    public void Any_partition_merged_in_any_order_equals_one_histogram() => Prop.ForAll(
        s_durations, Gen.Choose(0, 6).ListOf(200).ToArbitrary(), static (values, places) =>
    {
        var parts = Enumerable.Range(0, 7).Select(part => part % 2 == 0 ? new Histogram() : Used()).ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            parts[places[i % places.Count]].Record(values[i]);
        }

        var sent = parts.Select(static (part, i) => i % 3 == 0 ? Histogram.Restore(part.Buckets(), part.SumNs, part.MinNs, part.MaxNs) : part);
        var order = places.Distinct().Concat(Enumerable.Range(0, 7)).Distinct().Select(place => sent.ElementAt(place));
        ShouldEqual(Histogram.Merged(order), Of(values));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Forgets_everything_when_cleared() => Prop.ForAll(s_durations, s_durations, static (first, second) =>
    {
        var histogram = Of(first);
        histogram.Clear();
        ShouldEqual(histogram, new Histogram());
        foreach (var value in second)
        {
            histogram.Record(value);
        }

        ShouldEqual(histogram, Of(second));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Records_again_without_memory_after_it_was_cleared()
    {
        long[] values = [0, 1, 1_000, 1_000_000, 1_000_000_000, long.MaxValue];
        var histogram = Of(values);
        Allocation.Of(Again).ShouldBe(0);
        ShouldEqual(histogram, Of(values));

        void Again()
        {
            histogram.Clear();
            foreach (var value in values)
            {
                histogram.Record(value);
            }
        }
    }

    [Theory]
    [InlineData(null, 10L, 30)]
    [InlineData(5L, null, 30)]
    [InlineData(-1L, 10L, 30)]
    [InlineData(10L, 5L, 30)]
    [InlineData(5L, 10L, -1)]
    public void Refuses_impossible_bounds(long? min, long? max, int sum) =>
        Should.Throw<ArgumentException>(() => Histogram.Restore([(5, 3L)], sum, min, max));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(55 * 512, 1)]
    [InlineData(5, 0)]
    [InlineData(5, -2)]
    public void Refuses_an_impossible_bucket(int bucket, long count) =>
        Should.Throw<ArgumentException>(() => Histogram.Restore([(bucket, count)], 30, 5, 10));

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

    private static Gen<long> OfEverySize() =>
        from bits in Gen.Choose(1, 63)
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        select (((long)high << 32) | (uint)low) >> (63 - bits);

    private static Gen<long> Borders() =>
        from power in Gen.Choose(0, 63)
        from sub in Gen.Choose(0, 512)
        from beside in Gen.Choose(-1, 1)
        select Border(power, sub, beside);

    private static long Border(int power, int sub, int beside)
    {
        var octave = (Int128)1 << power;
        return (long)Int128.Clamp(octave + (octave * sub / 512) + beside, 0, long.MaxValue);
    }

    private static Histogram Used()
    {
        var histogram = Of([3, 700, long.MaxValue]);
        histogram.Clear();
        return histogram;
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
