using System.Text.Json;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Model;

public sealed class SchemaEvidenceTests
{
    private static readonly IEvidence[] Kinds =
    [
        Activity(Use("votes") with { NewPageUpdated = 3, LastAnalysis = DateTimeOffset.UnixEpoch, Options = ["fillfactor=90"] }) with { Indexes = [Scans("votes", "votes_pkey", 1, 2)] },
        Upkeep(new DatabaseAge("shop", 1, 2)) with
        {
            Settings = new SortedDictionary<string, string> { ["autovacuum"] = "on" },
            Tables = [new TableAge { Schema = "public", Name = "votes", Size = new Bytes(8192), TransactionAge = 3, MultixactAge = 4 }],
            Running = [new RunningVacuum(7, "votes", "scanning heap", new Ratio(0.5), true)],
            Holders = [new HorizonHolder("transaction", "app", 9, TimeSpan.FromSeconds(3)), new HorizonHolder("standby", "replica", 9, null, IsInUse: true)],
        },
        new Sequences { Window = Throughout, Provenance = "test", Used = [Sequence("votes_id_seq", 0.5, new SequenceColumn("public", "votes", "id", "integer"))] },
        new Bloat
        {
            Window = Throughout,
            Provenance = "test",
            Relations = [new RelationBloat { Schema = "public", Table = "votes", Size = new Bytes(1), Wasted = new Ratio(0.5), Source = "statistics", Error = new Ratio(0.2), Options = ["fillfactor=90"] }],
        },
    ];

    public static TheoryData<int> Places => [.. Enumerable.Range(0, Kinds.Length)];

    [Theory]
    [MemberData(nameof(Places))]
    public void Comes_back_as_it_was_written(int place)
    {
        var written = JsonSerializer.Serialize(Kinds[place], ModelJson.Evidence);

        JsonSerializer.Serialize(JsonSerializer.Deserialize(written, ModelJson.Evidence)!, ModelJson.Evidence).ShouldBe(written);
    }

    [Theory]
    [InlineData(0, "statistics_age_ms")]
    [InlineData(1, "since_ms")]
    [InlineData(1, "scanned_ratio")]
    [InlineData(2, "used_ratio")]
    [InlineData(3, "wasted_ratio")]
    public void Names_end_in_their_unit(int place, string name) => JsonSerializer.Serialize(Kinds[place], ModelJson.Evidence).ShouldContain($"\"{name}\"");
}
