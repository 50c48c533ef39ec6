using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Tests.Unit.Golden;

/// <summary>The audit of a database by itself, from a workload file: named statements, one that could not run, one whose values match nothing.</summary>
internal static class SampleDatabase
{
    public static AuditResult Audited { get; } = SampleResult.Blocked with
    {
        Manifest = SampleResult.Blocked.Manifest with { Service = "shop", Url = new Uri("postgres://127.0.0.1/shop") },
        Trust = new RunTrust
        {
            Valid = true,
            Reasons = [],
            Remarks = ["the values of 1 of 4 statements match no row, so that their plans and times say little: unknown_session"],
        },
        Decision = SampleResult.Blocked.Decision with { Sentence = "Findings: 1 critical, 2 high, 5 low. First to fix: clips is sorted without an index.", Assertions = [] },
        Slo = [],
        Endpoints = [],
        Scaling = [],
        Seconds = [],
        Host = null,
        Findings = [.. SampleResult.Blocked.Findings.Take(1).Select(OfStatement), .. SampleResult.Blocked.Findings.Skip(1).Select(OfDatabase), .. Enumerable.Range(1, 5).Select(Light)],
        Statements =
        [
            Statement("5be80c11", "newest_of_customer", 0.9, 58.4, 20, 6_430, "workload", null),
            Statement("70c2aa31", "place_order", 0.1, 0.21, 1, 12, "workload", null),
            Statement("11d09be4", "unknown_session", 0.0001, 0.04, 0, 3, "workload", "its values match no row"),
            Statement("99d09be4", "broken", null, null, null, null, null, "the server would not execute it: relation \"nosuchtable\" does not exist (42P01)"),
        ],
        NotTested = [new NotTested("plan of statement broken", "the server would not execute it")],
        Database = new DatabaseResult
        {
            Basis = "db/workload.sql: calls an hour as given; times and buffers measured on a clone",
            IsWorkload = true,
            Missing = ["1 of 4 statements could not run: broken: the server would not execute it: relation \"nosuchtable\" does not exist (42P01)"],
            IndexSearch = new IndexSearchResult(16, 1, 2, 1, "the 240 s for trying candidates were used up", Trials()),
            Tables =
            [
                new TableResult { Table = "clips", Rows = 400_000, Size = new Bytes(81_234_000), Indexes = 3, Findings = 2 },
                new TableResult { Table = "audit.log", Rows = null, Size = new Bytes(8_192), Indexes = 0, Findings = 0 },
            ],
            TableCount = 31,
            Settings =
            [
                new SettingResult("jit", "on", null, "default"), new SettingResult("random_page_cost", "4", null, "default"),
                new SettingResult("shared_buffers", "32768", "8kB", "configuration file"), new SettingResult("checkpoint_timeout", "300", "s", "default"),
            ],
        },
    };

    private static Finding OfStatement(Finding finding) => OfDatabase(finding) with { Subject = finding.Subject with { Endpoint = null, StatementName = "newest_of_customer" } };

    private static Finding OfDatabase(Finding finding) => finding with { Endpoints = [], Subject = finding.Subject with { Endpoint = null } };

    private static Finding Light(int number) => OfDatabase(SampleResult.Blocked.Findings[^1]) with
    {
        Severity = Severity.Low,
        Title = $"Light finding {number}",
        Fingerprint = $"light:{number}",
        Share = null,
    };

    private static StatementResult Statement(
        string id, string name, double? load, double? mean, double? rows, double? buffers, string? values, string? remark) => new()
        {
            StatementId = id,
            Name = name,
            Query = $"SELECT * FROM {name} WHERE id = $1",
            Endpoints = [],
            Calls = 3_600,
            Load = load is { } share ? new Ratio(share) : null,
            Mean = mean is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            RowsPerCall = rows,
            BuffersPerCall = buffers,
            Values = values,
            Remark = remark,
        };

    private static IReadOnlyList<IndexTrialResult> Trials() =>
    [
        new IndexTrialResult
        {
            Index = "public.orders (customer_id)", Outcome = TrialOutcome.Kept, Size = new Bytes(8_000_000), Statement = "my-orders",
            BaseTime = TimeSpan.FromMilliseconds(24.6), Time = TimeSpan.FromMilliseconds(0.05), BaseBuffers = 3448, Buffers = 7,
        },
        new IndexTrialResult
        {
            Index = "public.orders (total)", Outcome = TrialOutcome.Surpassed, Size = new Bytes(9_000_000), Statement = "my-orders",
            BaseTime = TimeSpan.FromMilliseconds(24.6), Time = TimeSpan.FromSeconds(5), BaseBuffers = 3448, Buffers = null,
        },
        new IndexTrialResult { Index = "public.orders (status)", Outcome = TrialOutcome.Unused, Size = new Bytes(3_000_000) },
        new IndexTrialResult { Index = "public.notes (body)", Outcome = TrialOutcome.Failed, Failure = "index row size 2712 exceeds btree version 4 maximum 2704" },
    ];
}
