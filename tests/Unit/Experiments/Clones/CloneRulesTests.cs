using Headroom.Experiments.Clones;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Clones;

public class CloneRulesTests
{
    private const string Refused = "pg_restore: error: could not execute query: ERROR:  ";

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
    [InlineData(Refused + "permission denied to create extension \"postgis\"", true)]
    [InlineData(Refused + "permission denied to create event trigger \"watch_ddl\"", true)]
    [InlineData(Refused + "type \"public.geometry\" does not exist", false)]
    [InlineData(Refused + "must be owner of extension plpgsql", true)]
    [InlineData(Refused + "extension \"postgis\" does not exist", true)]
    [InlineData(Refused + "extension \"postgis\" is not available", true)]
    [InlineData(Refused + "could not open extension control file \"/usr/share/postgis.control\": No such file or directory", true)]
    [InlineData(Refused + "relation \"public.extensions\" does not exist", false)]
    [InlineData(Refused + "permission denied for schema extensions", false)]
    [InlineData(Refused + "function file_extension(text) does not exist", false)]
    [InlineData(Refused + "column \"event trigger\" does not exist", false)]
    [InlineData("pg_restore: error: COPY failed for table \"extensions\"", false)]
    public void A_copy_can_do_without_extensions_and_event_triggers_alone(string error, bool isGood)
    {
        (DumpAndRestore.Verdict(0, 1, [error]) is null).ShouldBe(isGood);
        DumpAndRestore.Verdict(0, 0, []).ShouldBeNull();
        DumpAndRestore.Verdict(1, 1, [error]).ShouldNotBeNull();
    }

    [Fact]
    public async Task Errors_that_do_no_harm_hide_none_behind_them_that_does()
    {
        using var output = new StringReader(string.Join('\n', Enumerable.Repeat($"{Refused}must be owner of extension postgis", 200)
            .Append($"{Refused}relation \"public.orders\" does not exist")));

        var errors = await DumpAndRestore.RestoreErrorsAsync(output, TestContext.Current.CancellationToken);

        errors.Count.ShouldBe(51);
        DumpAndRestore.Verdict(0, 1, errors).ShouldNotBeNull().ShouldContain("public.orders");
    }

    [Fact]
    public void A_failed_copy_keeps_its_row_to_itself()
    {
        DumpAndRestore.WithoutValues("pg_restore: error: COPY failed for table \"users\": ERROR:  invalid input syntax for type integer: \"hidden\"")
            .ShouldBe("pg_restore: error: COPY failed for table \"users\"");
        DumpAndRestore.WithoutValues("pg_restore: error: could not execute query: ERROR:  type \"citext\" does not exist")
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
}
