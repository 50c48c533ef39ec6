using System.IO.Compression;
using System.Text.Json;
using CsvHelper;
using System.Globalization;
using Headroom.Load;
using Headroom.Load.Samples;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Samples;

public sealed class SampleFileTests : IDisposable
{
    private const string Nasty = "GET /a\"b,c\nd";

    private static readonly SampleHeader Header = new(
        new DateTimeOffset(2026, 8, 1, 9, 30, 12, TimeSpan.Zero),
        ["GET /clips", Nasty],
        [new Dictionary<string, string>(), new Dictionary<string, string> { ["team"] = "a \"b\", c" }]);

    private static readonly RequestSample Good = new()
    {
        Endpoint = 0,
        Iteration = 41,
        Vu = 3,
        IntendedNs = 1_500_000_700,
        BeganNs = 1_500_100_701,
        EndedNs = 1_512_345_678,
        Status = 200,
        Error = ErrorKind.None,
        Failed = false,
        Received = 1_400,
        WarmUp = false,
    };

    private static readonly RequestSample Refused = Good with { Endpoint = 1, Status = 0, Error = ErrorKind.Refused, Failed = true, Received = 0, WarmUp = true };

    private readonly string _folder = Directory.CreateTempSubdirectory("samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_of_JSON_holds_the_request_to_the_nanosecond()
    {
        var lines = Lines("a.ndjson");

        lines.Length.ShouldBe(2);
        var good = JsonDocument.Parse(lines[0]).RootElement;
        good.GetProperty("started_at").GetString().ShouldBe("2026-08-01T09:30:13.5000007Z");
        good.GetProperty("endpoint").GetString().ShouldBe("GET /clips");
        good.GetProperty("intended_ms").GetRawText().ShouldBe("1500.000700");
        good.GetProperty("began_ms").GetRawText().ShouldBe("1500.100701");
        good.GetProperty("ended_ms").GetRawText().ShouldBe("1512.345678");
        good.GetProperty("latency_ms").GetRawText().ShouldBe("12.344978");
        good.GetProperty("service_ms").GetRawText().ShouldBe("12.244977");
        good.GetProperty("status").GetInt32().ShouldBe(200);
        good.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        good.GetProperty("vu").GetInt32().ShouldBe(3);
        good.GetProperty("iteration").GetInt64().ShouldBe(41);
        good.GetProperty("received_bytes").GetInt64().ShouldBe(1_400);
    }

    [Fact]
    public void What_did_not_answer_has_no_status_and_a_kind_of_error()
    {
        var refused = JsonDocument.Parse(Lines("a.ndjson")[1]).RootElement;

        refused.GetProperty("endpoint").GetString().ShouldBe(Nasty);
        refused.GetProperty("status").ValueKind.ShouldBe(JsonValueKind.Null);
        refused.GetProperty("error").GetString().ShouldBe("refused");
        refused.GetProperty("failed").GetBoolean().ShouldBeTrue();
        refused.GetProperty("warm_up").GetBoolean().ShouldBeTrue();
        refused.GetProperty("tags").GetProperty("team").GetString().ShouldBe("a \"b\", c");
    }

    [Fact]
    public void A_table_says_the_same_and_has_a_column_for_each_label()
    {
        using var csv = new CsvReader(new StringReader(string.Join('\n', Lines("a.csv"))), CultureInfo.InvariantCulture);
        csv.Read().ShouldBeTrue();
        csv.ReadHeader().ShouldBeTrue();
        csv.Read().ShouldBeTrue();
        (csv["started_at"], csv["latency_ms"], csv["status"], csv["error"], csv["tag_team"]).ShouldBe(("2026-08-01T09:30:13.5000007Z", "12.344978", "200", "", ""));
        csv.Read().ShouldBeTrue();
        (csv["endpoint"], csv["status"], csv["error"], csv["failed"], csv["tag_team"]).ShouldBe((Nasty, "", "refused", "true", "a \"b\", c"));
        csv.Read().ShouldBeFalse();
    }

    [Theory]
    [InlineData("a.ndjson")]
    [InlineData("a.csv")]
    public void A_compressed_file_holds_the_same(string name) => Lines(name + ".gz").ShouldBe(Lines(name));

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.gz")]
    [InlineData("a")]
    public void A_name_without_a_format_is_refused(string name) => SampleFile.Refusal(name)!.ShouldContain(".ndjson");

    [Fact]
    public void A_full_disk_is_told_and_does_not_throw()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        var link = Path.Combine(_folder, "full.csv");
        File.CreateSymbolicLink(link, "/dev/full");
        var file = SampleFile.Create(link);

        file.Begin(Header);
        for (var i = 0; i < 4_000; i++)
        {
            file.Write([Good]);
        }

        file.Dispose();
        file.Failure.ShouldNotBeNull();
    }

    private string[] Lines(string name)
    {
        var path = Path.Combine(_folder, name);
        using (var file = SampleFile.Create(path))
        {
            file.Begin(Header);
            file.Write([Good, Refused]);
        }

        using Stream stream = name.EndsWith(".gz") ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n') is var lines && name.Contains("csv") ? [string.Join('\n', lines)] : lines;
    }
}
