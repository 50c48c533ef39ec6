using Headroom.Experiments.Clones;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Clones;

public class CloneRulesTests
{
    [Theory]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public void Two_clones_need_room_for_themselves_and_half_as_much_again(long free, bool isRefused)
    {
        var (refusal, notChecked) = DiskRoom.Check(100, "/data", 2, _ => free);
        (refusal is not null).ShouldBe(isRefused);
        notChecked.ShouldBeNull();
    }

    [Fact]
    public void A_disk_that_cannot_be_seen_is_said_to_be_unchecked()
    {
        DiskRoom.Check(100, null, 2, _ => 0).Unchecked.ShouldNotBeNull();
        DiskRoom.Check(null, "/data", 2, _ => 0).Unchecked.ShouldNotBeNull();
        DiskRoom.Check(100, "/data", 2, _ => null).Unchecked.ShouldNotBeNull();
        DiskRoom.Check(100, "/data", 2, _ => null).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15)]
    [InlineData("pg_dump (PostgreSQL) 18beta1", 18)]
    [InlineData("nonsense", null)]
    [InlineData("", null)]
    public void Reads_the_version_of_the_programs(string text, int? major) => PostgresTools.VersionIn(text).ShouldBe(major);

    [Theory]
    [InlineData("ERROR:  permission denied to create extension \"postgis\"", "CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;", true)]
    [InlineData("FEHLER:  keine Berechtigung, um Erweiterung »postgis« zu erzeugen", "CREATE EXTENSION IF NOT EXISTS postgis;", true)]
    [InlineData("ERROR:  must be owner of extension plpgsql", "COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';", true)]
    [InlineData("ERROR:  permission denied to create event trigger \"watch_ddl\"", "CREATE EVENT TRIGGER watch_ddl ON ddl_command_end", true)]
    [InlineData("ERROR:  type \"public.geometry\" does not exist", "CREATE TABLE public.places (at public.geometry);", false)]
    [InlineData("ERROR:  permission denied for schema extensions", "CREATE TABLE extensions.files ();", false)]
    [InlineData("ERROR:  must be owner of extension postgis", null, false)]
    public async Task A_copy_can_do_without_extensions_and_event_triggers_alone(string message, string? command, bool isGood)
    {
        var errors = await ReadAsync(
            $"pg_restore: error: could not execute query: {message}", "HINT:  Ask for it.", command is null ? "" : $"Command was: {command}");

        (DumpAndRestore.Verdict(0, 1, errors) is null).ShouldBe(isGood);
        DumpAndRestore.Verdict(0, 0, []).ShouldBeNull();
        DumpAndRestore.Verdict(1, 1, errors).ShouldNotBeNull();
    }

    [Fact]
    public async Task Rows_that_could_not_be_copied_are_missed_whatever_fails_after_them()
    {
        var errors = await ReadAsync(
            "pg_restore: error: COPY failed for table \"extensions\": ERROR:  invalid input syntax for type integer: \"hidden\"",
            "pg_restore: error: could not execute query: ERROR:  must be owner of extension plpgsql",
            "Command was: COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';");

        DumpAndRestore.Verdict(0, 1, errors).ShouldNotBeNull().ShouldEndWith("COPY failed for table \"extensions\"");
    }

    [Fact]
    public async Task Errors_that_do_no_harm_hide_none_behind_them_that_does()
    {
        string[] harmless = ["pg_restore: error: could not execute query: ERROR:  refused", "Command was: CREATE EXTENSION postgis;"];
        var lines = Enumerable.Repeat(harmless, 200).SelectMany(static pair => pair)
            .Append("pg_restore: error: could not execute query: ERROR:  relation \"public.orders\" does not exist");

        var errors = await ReadAsync([.. lines]);

        errors.Count.ShouldBe(51);
        DumpAndRestore.Verdict(0, 1, errors).ShouldNotBeNull().ShouldContain("public.orders");
    }

    [Fact]
    public void A_failed_copy_keeps_its_row_to_itself()
    {
        RestoreErrors.WithoutValues("pg_restore: error: COPY failed for table \"users\": ERROR:  invalid input syntax for type integer: \"hidden\"")
            .ShouldBe("pg_restore: error: COPY failed for table \"users\"");
        RestoreErrors.WithoutValues("pg_restore: error: could not execute query: ERROR:  type \"citext\" does not exist")
            .ShouldEndWith("type \"citext\" does not exist");
    }

    [Fact]
    public void Programs_get_the_password_through_their_environment()
    {
        var variables = ClientEnvironment.Of(new NpgsqlConnectionStringBuilder("Host=h;Port=6;Username=u;Password=p;SSL Mode=VerifyFull")).ToDictionary();
        variables["PGHOST"].ShouldBe("h");
        variables["PGPORT"].ShouldBe("6");
        variables["PGPASSWORD"].ShouldBe("p");
        variables["PGDATABASE"].ShouldBe("u");
        variables["PGSSLMODE"].ShouldBe("verify-full");
        variables.ShouldNotContainKey("PGSSLCERT");
    }

    [Theory]
    [InlineData("Host=h", "-c default_transaction_read_only=off")]
    [InlineData("Host=h;Options=-c role=keeper", "-c role=keeper -c default_transaction_read_only=off")]
    public void A_restore_writes_under_a_role_that_only_reads_by_default(string source, string options) =>
        ClientEnvironment.Of(ClientEnvironment.ForWriting(source)).ToDictionary()["PGOPTIONS"].ShouldBe(options);

    [Fact]
    public void Nothing_prints_a_connection_string() =>
        new CloneSource("Host=h;Password=hidden", null, Allowed: false, MayBlockSource: true).ToString().ShouldNotContain("hidden");

    private static async Task<IReadOnlyList<RestoreError>> ReadAsync(params string[] lines)
    {
        using var output = new StringReader(string.Join('\n', lines));
        return await RestoreErrors.ReadAsync(output, TestContext.Current.CancellationToken);
    }
}
