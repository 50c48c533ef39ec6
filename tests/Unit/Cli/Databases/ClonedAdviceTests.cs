using Headroom.Cli.Databases;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

public sealed class ClonedAdviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Host=db.example;Database=d;Username=u;Password=hidden", "db.example is not on loopback")]
    [InlineData("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=hidden", "cannot clone d")]
    public async Task A_clone_that_cannot_be_made_is_the_cause_without_the_password(string postgres, string cause)
    {
        using var journal = OwnerJournal.Open(_folder.Sub("journal"), ProcessStamp.Own());
        var attempt = await new ClonedAdvice(journal, _ => { }, TimeProvider.System).RunAsync<string>(
            new CloneSource(postgres, null, Allowed: false, MayBlockSource: true), (_, _) => throw new InvalidOperationException("nothing to work with"), CancellationToken.None);

        attempt.Value.ShouldBeNull();
        attempt.Cause.ShouldNotBeNull().ShouldStartWith(cause);
        attempt.Cause.ShouldNotContain("hidden");
    }
}
