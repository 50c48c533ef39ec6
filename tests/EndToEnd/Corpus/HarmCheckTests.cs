using Headroom.Experiments.Clusters;
using Headroom.Tests.EndToEnd.Experiments;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Corpus;

public sealed class HarmCheckTests : IAsyncLifetime
{
    private readonly Place _place = new();
    private PrivateCluster? _cluster;

    public async ValueTask InitializeAsync() =>
        _cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _cluster!.DisposeAsync();
        _place.Dispose();
    }

    [Theory]
    [InlineData("068", "CREATE INDEX CONCURRENTLY ON claims (filed_at)", "newest_in_state")]
    [InlineData("068", "CREATE INDEX ON claims (state, filed_at DESC)", null)]
    [InlineData("069", "CREATE INDEX ON sales (sold_at)", "last_sales_of_region")]
    [InlineData("069", "CREATE INDEX ON sales (shop_id)", null)]
    public async Task An_index_that_misleads_the_planner_harms(string corpusCase, string index, string? harmed)
    {
        var read = CorpusCase.All().Single(each => each.Name.StartsWith(corpusCase, StringComparison.Ordinal));
        await using var database = await CaseDatabase.CreateAsync(_cluster!, read);
        (await HarmCheck.HarmedAsync(database.ConnectionString, read, [index])).ShouldBe(harmed is null ? [] : [harmed]);
    }

    /// <summary>For whoever changes the corpus: all of it, against indexes that its authors call good.</summary>
    [Fact(Explicit = true)]
    public async Task No_expected_index_harms()
    {
        foreach (var read in CorpusCase.All())
        {
            await using var database = await CaseDatabase.CreateAsync(_cluster!, read);
            (await HarmCheck.HarmedAsync(database.ConnectionString, read, [.. read.Expected.Select(alternatives => alternatives[0])])).ShouldBeEmpty(read.Name);
        }
    }
}
