using Headroom.Experiments.SelfTests;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.SelfTests;

public sealed class ReferenceArmTests
{
    [Fact]
    public void Its_text_is_read_back()
    {
        var arm = new ReferenceArm
        {
            Port = 8080,
            Spin = TimeSpan.FromMicroseconds(550.5),
            FailShare = 0.2,
            DropsField = true,
            ColdShare = 0.3,
            StepShare = 0.1,
            StepAfter = TimeSpan.FromSeconds(12.5),
        };

        ReferenceArm.Parse(arm.ToString()).ShouldBe(arm);
        ReferenceArm.Parse("8080").ShouldBe(new ReferenceArm { Port = 8080 });
    }

    [Theory]
    [InlineData("8080:spin")]
    [InlineData("8080:speed=1")]
    [InlineData("x:spin=1")]
    public void What_is_none_is_refused(string text) => Should.Throw<FormatException>(() => ReferenceArm.Parse(text));
}
