using Headroom.Experiments.Contracts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Contracts;

public sealed class RowWitnessTests
{
    [Theory]
    [InlineData("Host=127.0.0.1;Database=shop;Username=me", true)]
    [InlineData("Host=localhost;Port=5432;Database=shop;Username=other", true)]
    [InlineData("Host=::1;Database=shop", true)]
    [InlineData("Host=localhost;Database=shop_copy", false)]
    [InlineData("Host=localhost;Port=5433;Database=shop", false)]
    [InlineData("Host=db.test;Database=shop", false)]
    public void One_database_is_known_under_every_name_of_this_machine(string other, bool isSame) =>
        RowWitness.IsSame("Host=127.0.0.1;Database=shop", other).ShouldBe(isSame);
}
