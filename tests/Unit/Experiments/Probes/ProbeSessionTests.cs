using Headroom.Experiments.Probes;
using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class ProbeSessionTests
{
    [Theory]
    [InlineData(200, true)]
    [InlineData(302, true)]
    [InlineData(399, true)]
    [InlineData(404, false)]
    [InlineData(500, false)]
    [InlineData(null, false)]
    public void A_redirect_is_an_answer_too(int? status, bool expected) => ProbeSession.Succeeded(new Reply { Status = status }).ShouldBe(expected);
}
