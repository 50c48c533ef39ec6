using Headroom.Experiments.Clones;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Clones;

public class ClonePermissionTests
{
    [Theory]
    [InlineData("Host=127.0.0.1;Password=hidden")]
    [InlineData("Host=127.8.9.1")]
    [InlineData("Host=localhost;Port=5433")]
    [InlineData("Host=LOCALHOST")]
    [InlineData("Host=::1")]
    [InlineData("Host=[::1]:5433")]
    [InlineData("Host=127.0.0.1:5433,127.0.0.1:5434")]
    [InlineData("Host=/var/run/postgresql")]
    public void Allows_loopback(string connectionString) => ClonePermission.Refusal(connectionString, allowed: false).ShouldBeNull();

    [Theory]
    [InlineData("Host=db.example;Password=hidden", "db.example")]
    [InlineData("Host=10.0.0.1", "10.0.0.1")]
    [InlineData("Host=localhost.example", "localhost.example")]
    [InlineData("Host=127.0.0.1, 10.0.0.1:5432", "10.0.0.1:5432")]
    public void Refuses_another_machine_unless_the_plan_allows_it(string connectionString, string host)
    {
        var refusal = ClonePermission.Refusal(connectionString, allowed: false);
        refusal.ShouldNotBeNull().ShouldStartWith(host);
        refusal.ShouldContain("(postgres_clone)");
        refusal.ShouldNotContain("hidden");
        ClonePermission.Refusal(connectionString, allowed: true).ShouldBeNull();
    }

    [Theory]
    [InlineData("Database=x;Password=hidden")]
    [InlineData("Nonsense=hidden")]
    [InlineData("hidden")]
    public void Refuses_what_names_no_host_even_when_allowed(string connectionString) =>
        ClonePermission.Refusal(connectionString, allowed: true).ShouldNotBeNull().ShouldNotContain("hidden");
}
