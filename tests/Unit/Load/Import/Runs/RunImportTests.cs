using System.IO.Compression;
using System.Text;
using Headroom.Load.Import;
using Headroom.Load.Import.Runs;
using Headroom.Tests.Unit.Load.K6;
using Shouldly;
using Xunit;
using Sampled = Headroom.Tests.Unit.Load.Import.Runs.Tools.Samples;

namespace Headroom.Tests.Unit.Load.Import.Runs;

public sealed class RunImportTests : IDisposable
{
    private static readonly byte[] Zstd = [0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0];

    private readonly string _folder = Directory.CreateTempSubdirectory("headroom-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_is_read_in_the_order_of_its_names_and_what_is_nothing_is_counted()
    {
        Write("b/summary.json", Fixtures.Summary());
        Write("a/summary.json", Fixtures.Summary());
        Write("notes.bin", [1, 2, 3]);
        Write("empty.json", []);
        Write("ai-analysis.json", """{"title": "N+1 query in GET /clips"}"""u8);
        Write("report.md", "- missing index on votes(clip_id)"u8);

        var read = Read(_folder);

        read.Runs.Runs.Select(run => run.Source).ShouldBe(["a/summary.json", "b/summary.json"]);
        read.Runs.Claims.Select(claim => (claim.Source, claim.Detector)).ShouldBe([("ai-analysis.json", "n-plus-one-query"), ("report.md", "unindexed-filter")]);
        read.Runs.Failures.ShouldBeEmpty();
        (read.Runs.Skipped, read.NamedFailed).ShouldBe((1L, false));
    }

    [Fact]
    public void What_Headroom_wrote_into_the_folder_of_a_run_is_counted_and_claims_nothing()
    {
        Write("monday/manifest.json", """{"run_id": "monday", "versions": {"headroom": "1.0.0"}}"""u8);
        Write("monday/report.md", "- missing index on votes(clip_id)"u8);
        Write("monday/documents/findings.md", "- missing index on votes(clip_id)"u8);
        Write("monday/audit_artifacts/audit.json", """{"title": "N+1 query in GET /clips"}"""u8);
        Write("monday/ai-analysis.json", """{"title": "N+1 query in GET /clips"}"""u8);
        Write("monday/summary.json", Fixtures.Summary());
        Write("other/manifest.json", """{"versions": {"web": "1.0.0"}}"""u8);
        Write("other/report.md", "- missing index on votes(clip_id)"u8);

        var read = Read(_folder);

        read.Runs.Runs.ShouldHaveSingleItem().Source.ShouldBe("monday/summary.json");
        read.Runs.Claims.Select(claim => claim.Source).ShouldBe(["monday/ai-analysis.json", "other/report.md"]);
        read.Runs.Failures.ShouldBeEmpty();
        read.Runs.Skipped.ShouldBe(5L);
    }

    [Fact]
    public void Lists_of_no_failures_and_no_exceptions_are_no_runs_and_no_faults()
    {
        Write("run_stats.csv", Encoding.UTF8.GetBytes(Sampled.LocustStats));
        Write("run_failures.csv", "Method,Name,Error,Occurrences\r\n"u8);
        Write("run_exceptions.csv", "Count,Message,Traceback,Nodes\r\n"u8);

        var read = Read(_folder);

        read.Runs.Runs.ShouldHaveSingleItem().Source.ShouldBe("run_stats.csv");
        read.Runs.Failures.ShouldBeEmpty();
        read.Runs.Skipped.ShouldBe(2L);
    }

    [Fact]
    public void A_compressed_stream_is_the_run_that_its_summary_tells()
    {
        var read = RunImport.Read([Fixtures.PathOf("small.ndjson.gz"), Fixtures.PathOf("summary.json")], CancellationToken.None);

        read.NamedFailed.ShouldBeFalse();
        read.Runs.Runs.Select(run => run.Requests).ShouldBe([7385L, 7385L]);
        read.Runs.Runs.Select(run => run.Tool).ShouldBe(["k6", "k6"]);
    }

    [Fact]
    public void A_named_file_that_is_nothing_is_told_with_the_tools_that_are_known()
    {
        Write("notes.txt", "nothing"u8);

        var read = Read(Path.Combine(_folder, "notes.txt"));

        read.NamedFailed.ShouldBeTrue();
        var reason = read.Runs.Failures.ShouldHaveSingleItem().Reason;
        reason.ShouldStartWith("no form that is known; expected results of k6, ");
        reason.ShouldNotContain("exceptions-csv");
    }

    [Fact]
    public void An_access_log_is_told_with_who_reads_it()
    {
        Write("access.log", "10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] \"GET /clips/12 HTTP/1.1\" 200 2326 \"-\" \"agent\"\n"u8);
        var path = Path.Combine(_folder, "access.log");

        var read = Read(path);

        read.NamedFailed.ShouldBeTrue();
        read.Runs.Failures.ShouldHaveSingleItem().Reason.ShouldContain($"headroom init --access-log {path} ");
        Read(_folder).Runs.Skipped.ShouldBe(1L);
    }

    [Fact]
    public void Zstd_is_refused_by_its_reason_and_other_archives_of_a_folder_are_left_alone()
    {
        Write("run.ndjson.zst", Zstd);
        Write("image.tar.zst", Zstd);

        var read = Read(_folder);

        var failure = read.Runs.Failures.ShouldHaveSingleItem();
        (failure.Source, read.NamedFailed, read.Runs.Skipped).ShouldBe(("run.ndjson.zst", false, 1L));
        failure.Reason.ShouldContain("zstd -d");
        Read(Path.Combine(_folder, "image.tar.zst")).NamedFailed.ShouldBeTrue();
    }

    [Fact]
    public void Damaged_gzip_is_told()
    {
        Write("run.json.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF]);

        Read(Path.Combine(_folder, "run.json.gz")).Runs.Failures.ShouldHaveSingleItem().Reason.ShouldContain("gzip");
    }

    [Fact]
    public void A_link_leads_nowhere()
    {
        Write("there/summary.json", Fixtures.Summary());
        Directory.CreateDirectory(Path.Combine(_folder, "here"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "here", "folder"), Path.Combine(_folder, "there"));
        File.CreateSymbolicLink(Path.Combine(_folder, "here", "file.json"), Path.Combine(_folder, "there", "summary.json"));

        Read(Path.Combine(_folder, "here")).Runs.Runs.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_is_given_twice_is_read_once()
    {
        Write("summary.json", Fixtures.Summary());

        RunImport.Read([_folder, Path.Combine(_folder, "summary.json")], CancellationToken.None).Runs.Runs.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    public void Folders_beyond_the_depth_are_refused(int depth, bool isRefused)
    {
        Write(string.Concat(Enumerable.Repeat("d/", depth)) + "x.bin", [1]);

        (Record.Exception(() => Read(_folder)) is ImportException).ShouldBe(isRefused);
    }

    [Fact]
    public void A_path_that_is_not_there_is_told() =>
        Should.Throw<ImportException>(() => Read(Path.Combine(_folder, "nowhere"))).Message.ShouldContain("nowhere: no such file or folder");

    [Fact]
    public void A_stop_ends_the_reading()
    {
        Write("summary.json", Fixtures.Summary());

        Should.Throw<OperationCanceledException>(() => RunImport.Read([_folder], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_beginning_and_the_whole_are_the_same_bytes_plain_and_compressed()
    {
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"line {number}\n"));
        Write("plain.txt", Encoding.UTF8.GetBytes(text));
        using (var file = File.Create(Path.Combine(_folder, "packed.txt.gz")))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        foreach (var name in new[] { "plain.txt", "packed.txt.gz" })
        {
            using var file = RunFile.Open(Path.Combine(_folder, name));
            file.Head.Name.ShouldBe(name.Replace(".gz", ""));
            file.Head.Text.ShouldBe(text[..65_536]);
            using var reader = new StreamReader(file.Content);
            reader.ReadToEnd().ShouldBe(text);
            file.Cut.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void What_a_shell_redirected_as_utf_16_is_read(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        Write("wrk.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes(Sampled.Wrk.ReplaceLineEndings("\r\n"))]);
        Write("long.jtl", [.. encoding.GetPreamble(), .. encoding.GetBytes(
            "timeStamp,elapsed,label,success\n" + string.Concat(Enumerable.Repeat("1700000000000,7,Feed,true\n", 10_000)))]);

        Read(_folder).Runs.Runs.Select(run => (run.Tool, run.Requests)).ShouldBe([("jmeter", 10_000L), ("wrk", 2000L)]);
    }

    [Fact]
    public void A_report_that_quotes_a_tool_is_no_run()
    {
        Write("findings.md", Encoding.UTF8.GetBytes($"# Slow\n- missing index on votes(clip_id)\n```\n{Sampled.Wrk}\n{Sampled.HeyText}\n{Sampled.Ab}\n{Sampled.VegetaText}\n```\n"));

        var read = Read(_folder).Runs;

        (read.Runs.Count, read.Failures.Count).ShouldBe((0, 0));
        read.Claims.ShouldNotBeEmpty();
    }

    [Fact]
    public void What_PowerShell_writes_in_UTF_16_is_read_as_UTF_8_plain_and_compressed()
    {
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"✓ line {number}\n"));
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
            Write("plain.txt", bytes);
            using (var packed = File.Create(Path.Combine(_folder, "packed.txt.gz")))
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            {
                gzip.Write(bytes);
            }

            foreach (var name in new[] { "plain.txt", "packed.txt.gz" })
            {
                using var file = RunFile.Open(Path.Combine(_folder, name));
                file.Head.Text.ShouldStartWith("✓ line 0\n✓ line 1\n");
                using var reader = new StreamReader(file.Content);
                reader.ReadToEnd().ShouldBe(text);
                file.Cut.ShouldBeNull();
            }
        }
    }

    [Fact]
    public void A_summary_in_UTF_16_is_a_run()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Fixtures.Summary()))];
        Write("summary.json", bytes);

        Read(Path.Combine(_folder, "summary.json")).Runs.Runs.ShouldHaveSingleItem().Requests.ShouldBe(7385L);
    }

    [Fact]
    public void A_stream_beyond_its_limit_is_refused()
    {
        using var stream = new HeadedStream(new byte[5], new MemoryStream(new byte[5]), most: 9);

        Should.Throw<RunFormException>(() => stream.CopyTo(Stream.Null)).Message.ShouldStartWith("more than 9 bytes");
    }

    private static ImportReading Read(string path) => RunImport.Read([path], CancellationToken.None);

    private void Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
