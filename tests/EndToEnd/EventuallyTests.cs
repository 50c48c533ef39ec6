using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd;

public sealed class EventuallyTests
{
    [Fact]
    public async Task It_asks_until_the_condition_holds()
    {
        var asked = 0;

        await Eventually.HoldsAsync(() => ++asked == 3, "the third time");

        asked.ShouldBe(3);
    }

    [Fact]
    public async Task What_never_comes_is_named() =>
        (await Should.ThrowAsync<TimeoutException>(() => Eventually.HoldsAsync(() => Task.FromResult(false), "the moon", TimeSpan.Zero)))
            .Message.ShouldBe("not within 0 s: the moon");
}
