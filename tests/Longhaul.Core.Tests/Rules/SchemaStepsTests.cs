using Longhaul.Core.Stores.Rules;

namespace Longhaul.Core.Tests.Rules;

public sealed class SchemaStepsTests
{
    private static readonly SchemaSteps Three = new(["create table a", "-- Adds.\n-- least program: 1\nalter table a", "create table b"]);

    [Fact]
    public void A_migration_that_says_nothing_is_for_programs_that_know_it()
    {
        Three.Known.ShouldBe(3);
        Three.Least.ShouldBe(3);
    }

    [Fact]
    public void One_that_says_so_leaves_the_store_to_older_programs_as_far_as_those_before_it_do()
    {
        new SchemaSteps(["create table a", "-- least program: 1\nalter table a"]).Least.ShouldBe(1);
        new SchemaSteps(["create table a", "drop table b", "-- least program: 1\nalter table a"]).Least.ShouldBe(2);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(2, null)]
    [InlineData(0, null)]
    [InlineData(9, 3)]
    [InlineData(9, 1)]
    public void A_program_may_use_what_it_knows_and_what_is_declared_for_it(int version, int? least) =>
        Three.ComplainOfNewer(new StoredVersion(version, least)).ShouldBeNull();

    [Theory]
    [InlineData(4, null, "has schema version 4, which needs a program that knows 4 or later; this one knows 3: use a newer program")]
    [InlineData(9, 5, "has schema version 9, which needs a program that knows 5 or later; this one knows 3: use a newer program")]
    public void Anything_else_is_refused(int version, int? least, string complaint) =>
        Three.ComplainOfNewer(new StoredVersion(version, least)).ShouldBe(complaint);

    [Theory]
    [InlineData("-- least program: 3\n")]
    [InlineData("-- least program: 0\n")]
    public void A_migration_that_says_what_cannot_be_is_a_mistake(string text) =>
        Should.Throw<InvalidOperationException>(() => new SchemaSteps(["create table a", text]));
}
