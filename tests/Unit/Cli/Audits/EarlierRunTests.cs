using Headroom.Cli.Audits;
using Headroom.Cli.Reports;
using Headroom.Collect;
using Headroom.Model.Plans;
using Headroom.Report.Documents;
using Headroom.Tests.Unit.Experiments.Journal;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

public sealed class EarlierRunTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    private string Run => _place.Sub("run");

    public void Dispose() => _place.Dispose();

    [Fact]
    public void An_audit_leaves_only_its_plan_and_manifest_to_the_next_run_until_that_writes_its_own()
    {
        Analysis.Redo(Recorded());
        Write("documents/executive.pdf", "documents/mine.txt", "profiles/cpu.pb.gz", "prove/evidence/cache-proof.json", "baseline/imported.json");
        File.Exists(Path.Combine(Run, "result.json")).ShouldBeTrue();

        AuditSession.Start(Run);

        Left().ShouldBe(["documents/mine.txt", "manifest.json", "plan.json"]);
        Directory.Exists(Path.Combine(Run, "audit_artifacts")).ShouldBeFalse();
    }

    [Fact]
    public void Every_form_of_a_document_goes()
    {
        Recorded();
        Write([.. ReportDocuments.All.SelectMany(static document => DocumentFormats.Of(document).Select(format => document.File + format.Extension))]);
        Write([.. DocumentFolder.Names]);

        AuditSession.Start(Run);

        Left().ShouldBe(["manifest.json", "plan.json"]);
        Directory.Exists(Path.Combine(Run, "documents")).ShouldBeFalse();
    }

    [Fact]
    public void What_a_load_and_a_comparison_left_goes()
    {
        Recorded();
        Write("load.json", "summary.json", "summary.txt", "comparison.json", "arm-a.log", "arm-b.log", "test-a.log", "test-b.log");

        AuditSession.Start(Run);

        Left().ShouldBe(["manifest.json", "plan.json"]);
    }

    [Fact]
    public void What_is_the_user_s_own_stays()
    {
        Recorded();
        string[] own = ["ci/findings.sarif", "documents/notes.md", "audit_artifacts/upload.sh", "notes.txt", "samples.csv", "server.log"];
        Write(own);

        AuditSession.Start(Run);

        Left().ShouldBe([.. own.Concat(["manifest.json", "plan.json"]).Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public void Logs_of_the_service_go_by_the_names_that_the_plan_of_the_earlier_run_gives()
    {
        RunFolder.Create(Run).Write(Shop(start: "exec ./shop"));
        Write("manifest.json", "shop.log", "shop-delayed.log", "shop-hang-database.log", "shop-kill.2.log", "shop-with-remedy.log");
        string[] own = ["nginx.log", "shop-hang-cache.log", "shop-mine.log", "shop.2026.txt"];
        Write(own);

        AuditSession.Start(Run);

        Left().ShouldBe([.. own.Concat(["manifest.json", "plan.json"]).Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public void The_log_of_a_service_that_Headroom_did_not_start_is_the_user_s_own()
    {
        RunFolder.Create(Run).Write(Shop(start: null));
        Write("manifest.json", "shop.log");

        AuditSession.Start(Run);

        Left().ShouldBe(["manifest.json", "plan.json", "shop.log"]);
    }

    [Theory]
    [InlineData(true, "partners", false)]
    [InlineData(true, "cache", true)]
    [InlineData(false, "partners", true)]
    public void The_log_of_what_the_demo_started_beside_its_service_goes(bool isDemo, string dependency, bool stays)
    {
        var shop = Shop(start: "exec ./shop", dependency);
        RunFolder.Create(Run).Write(shop with { Service = shop.Service with { IsTemporary = isDemo } });
        Write("manifest.json", "partners.log", "shop.log");

        AuditSession.Start(Run);

        string[] left = stays ? ["manifest.json", "partners.log", "plan.json"] : ["manifest.json", "plan.json"];
        Left().ShouldBe(left);
    }

    [Fact]
    public void A_damaged_plan_hinders_no_new_run()
    {
        RunFolder.Create(Run);
        Write("manifest.json", "plan.json", "result.json");

        AuditSession.Start(Run);

        Left().ShouldBe(["manifest.json", "plan.json"]);
    }

    private static Plan Shop(string? start, string dependency = "database") => new()
    {
        Service = new ServicePlan
        {
            Name = "shop",
            Url = new Uri("http://127.0.0.1:8080"),
            Start = start,
            Dependencies = new SortedDictionary<string, DependencyPlan>(StringComparer.Ordinal)
            {
                [dependency] = new DependencyPlan { Host = "127.0.0.1", Port = 5432, Kind = DependencyKind.Postgres },
            },
        },
    };

    private RunFolder Recorded()
    {
        var source = RunGoldenTests.FolderOf("clipper-all-defects");
        foreach (var file in Directory.EnumerateFiles(source, "*.json", SearchOption.AllDirectories)
            .Where(static file => !file.EndsWith("golden.json", StringComparison.Ordinal)))
        {
            var target = Path.Combine(Run, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return RunFolder.Open(Run)!;
    }

    private void Write(params string[] names)
    {
        foreach (var file in names.Select(name => Path.Combine(Run, name)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "of an earlier run");
        }
    }

    private IReadOnlyList<string> Left() =>
    [
        .. Directory.EnumerateFiles(Run, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Run, file))
            .Order(StringComparer.Ordinal),
    ];
}
