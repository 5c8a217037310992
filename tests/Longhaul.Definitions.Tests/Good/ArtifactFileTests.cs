using Longhaul.Core.Artifacts;

namespace Longhaul.Definitions.Tests.Good;

public sealed class ArtifactFileTests
{
    [Fact]
    public void A_file_that_says_nothing_of_artifacts_bounds_nothing() => Given.Project("name: x\n").Artifacts.ShouldBe(ArtifactDefinition.Nothing);

    [Fact]
    public void An_address_alone_is_where_they_are_kept() => Given.Project("artifacts: s3://${BUCKET}/x?region=${REGION:-eu-west-1}\n", ("BUCKET", "films"))
        .Artifacts.ShouldBe(new ArtifactDefinition { Store = "s3://films/x?region=eu-west-1" });

    [Fact]
    public void Bounds_may_stand_without_an_address() => Given.Project("artifacts: { max_run: 5GB, max_tenant: 50GB }\n")
        .Artifacts.ShouldBe(new ArtifactDefinition { Bounds = new ArtifactBounds(5_000_000_000, 50_000_000_000) });
}
