using System.Diagnostics;
using System.Runtime.Versioning;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Journal;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder root = new();
    private readonly ProcessStamp deadOwner = EndedProcess();

    public void Dispose() => root.Dispose();

    [Fact]
    public async Task What_a_dead_owner_left_is_removed_and_then_forgotten()
    {
        var folder = Directory.CreateDirectory(root.Sub("headroom-left")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), "content");
        using (var journal = Open(deadOwner))
            journal.Add(new JournalEntry.Folder(folder));

        (await SweepAsync()).ShouldHaveSingleItem().Outcome.ShouldBe(SweepOutcome.Removed);
        Directory.Exists(folder).ShouldBeFalse();
        (await SweepAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_entry_is_on_disk_before_its_thing_exists()
    {
        using (var journal = Open(deadOwner))
            journal.Add(new JournalEntry.Folder(root.Sub("headroom-never-made")));

        (await SweepAsync()).ShouldHaveSingleItem().Outcome.ShouldBe(SweepOutcome.AlreadyGone);
    }

    [Fact]
    public async Task What_was_crossed_out_is_not_touched()
    {
        var kept = Directory.CreateDirectory(root.Sub("headroom-kept")).FullName;
        using (var journal = Open(deadOwner))
        {
            journal.CrossOut(journal.Add(new JournalEntry.Folder(kept)));
            journal.Add(new JournalEntry.Folder(root.Sub("headroom-other")));
        }

        await SweepAsync();
        Directory.Exists(kept).ShouldBeTrue();
    }

    [Fact]
    public void A_journal_with_nothing_left_deletes_itself()
    {
        using (var journal = Open(ProcessStamp.Own()))
            journal.CrossOut(journal.Add(new JournalEntry.Folder(root.Sub("headroom-x"))));

        Directory.GetFiles(root.Sub("journal")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_living_owner_is_left_alone()
    {
        var folder = Directory.CreateDirectory(root.Sub("headroom-in-use")).FullName;
        using var journal = Open(ProcessStamp.Own());
        journal.Add(new JournalEntry.Folder(folder));

        (await SweepAsync()).ShouldHaveSingleItem().Outcome.ShouldBe(SweepOutcome.OwnerLives);
        Directory.Exists(folder).ShouldBeTrue();
    }

    [Fact]
    public async Task An_owner_that_holds_its_journal_lives_even_if_its_pid_means_nothing_here()
    {
        var folder = Directory.CreateDirectory(root.Sub("headroom-in-use")).FullName;
        using var journal = Open(deadOwner);
        journal.Add(new JournalEntry.Folder(folder));

        (await SweepAsync()).ShouldHaveSingleItem().Outcome.ShouldBe(SweepOutcome.OwnerLives);
        Directory.Exists(folder).ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_that_got_the_pid_later_is_not_ended()
    {
        using var bystander = Process.Start("sleep", "600");
        try
        {
            var living = ProcessStamp.Of(bystander.Id).ShouldNotBeNull();
            using (var journal = Open(deadOwner))
                journal.Add(new JournalEntry.Process(living with { Start = "1" + living.Start }));

            (await SweepAsync()).ShouldHaveSingleItem().Outcome.ShouldBe(SweepOutcome.AlreadyGone);
            living.IsAlive().ShouldBeTrue();
        }
        finally
        {
            bystander.Kill();
        }
    }

    [Fact]
    public async Task A_process_whose_entry_was_never_written_is_found_by_the_owner_in_its_environment()
    {
        using var journal = Open(deadOwner);
        journal.Add(new JournalEntry.Folder(root.Sub("headroom-x")));
        var start = new ProcessStartInfo("sleep", "600");
        start.Environment[OwnerJournal.OwnerVariable] = journal.OwnerId;
        using var child = Process.Start(start)!;
        journal.Dispose();

        (await SweepAsync()).ShouldContain(line => line.Outcome == SweepOutcome.Removed && line.Text.Contains($"{child.Id}"));
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("/home/someone")]
    [InlineData("headroom-relative")]
    [InlineData("/tmp/headroom-x/..")]
    [InlineData("/tmp/../headroom-x")]
    public void A_folder_outside_the_naming_rule_cannot_be_journalled(string path)
    {
        using var journal = Open(ProcessStamp.Own());
        Should.Throw<ArgumentException>(() => journal.Add(new JournalEntry.Folder(path)));
        Should.Throw<ArgumentException>(() => journal.Add(new JournalEntry.Cluster(path)));
    }

    [Fact]
    public async Task A_folder_outside_the_naming_rule_is_refused_even_if_a_journal_names_it()
    {
        var precious = Directory.CreateDirectory(root.Sub("precious")).FullName;
        await WriteAsync($$$"""{"number":1,"added":{"kind":"folder","path":"{{{precious}}}"}}""");

        var line = (await SweepAsync()).ShouldHaveSingleItem();
        line.Outcome.ShouldBe(SweepOutcome.Left);
        line.Text.ShouldContain("headroom-");
        Directory.Exists(precious).ShouldBeTrue();
    }

    [Fact]
    public async Task A_link_is_removed_but_what_it_leads_to_stays()
    {
        var precious = Directory.CreateDirectory(root.Sub("precious")).FullName;
        Directory.CreateSymbolicLink(root.Sub("headroom-link"), precious);
        using (var journal = Open(deadOwner))
            journal.Add(new JournalEntry.Folder(root.Sub("headroom-link")));

        await SweepAsync();
        Path.Exists(root.Sub("headroom-link")).ShouldBeFalse();
        Directory.Exists(precious).ShouldBeTrue();
    }

    [Fact]
    public async Task A_line_that_a_kill_tore_apart_is_passed_over()
    {
        var folder = Directory.CreateDirectory(root.Sub("headroom-left")).FullName;
        await WriteAsync($$$"""
            {"number":1,"added":{"kind":"folder","path":"{{{folder}}}"}}
            {"number":2,"added":{"kind":"fol
            """);

        (await SweepAsync()).ShouldHaveSingleItem().Outcome.ShouldBe(SweepOutcome.Removed);
    }

    [Fact]
    public async Task A_database_that_cannot_be_dropped_stays_in_the_journal_with_its_cause()
    {
        using (var journal = Open(deadOwner))
            journal.Add(new JournalEntry.Database("headroom_clone", "Host=db;Password=secret"));

        var line = (await SweepAsync(_ => "the server is away.")).ShouldHaveSingleItem();
        line.Outcome.ShouldBe(SweepOutcome.Left);
        line.Text.ShouldContain("the server is away");
        line.Text.ShouldNotContain("secret");
        (await SweepAsync(_ => null)).ShouldHaveSingleItem().Outcome.ShouldBe(SweepOutcome.Removed);
        (await SweepAsync()).ShouldBeEmpty();
    }

    [Fact]
    public void A_database_outside_the_naming_rule_cannot_be_journalled()
    {
        using var journal = Open(ProcessStamp.Own());
        Should.Throw<ArgumentException>(() => journal.Add(new JournalEntry.Database("production", "Host=db;Password=secret")))
            .Message.ShouldNotContain("secret");
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Nobody_else_may_read_a_journal()
    {
        using var journal = Open(ProcessStamp.Own());
        File.GetUnixFileMode(Directory.GetFiles(root.Sub("journal")).Single()).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static ProcessStamp EndedProcess()
    {
        using var process = Process.Start("sleep", "600");
        var stamp = ProcessStamp.Of(process.Id)!.Value;
        process.Kill();
        process.WaitForExit();
        return stamp;
    }

    private OwnerJournal Open(ProcessStamp owner) => OwnerJournal.Open(root.Sub("journal"), owner);

    private Task WriteAsync(string text) =>
        File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(root.Sub("journal")).FullName, $"{deadOwner.Pid}-{deadOwner.Start}-00000000.journal"), text);

    private Task<IReadOnlyList<SweepLine>> SweepAsync(Func<JournalEntry.Database, string?>? drop = null) =>
        new JournalSweep(root.Sub("journal"), (database, _) => Task.FromResult(drop?.Invoke(database)), TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);
}
