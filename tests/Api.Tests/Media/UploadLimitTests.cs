using System.Net;
using Agora.Testing;

namespace Agora.Api.Tests.Media;

public sealed class UploadLimitTests(UploadLimitTests.FewUploads api) : IClassFixture<UploadLimitTests.FewUploads>
{
    public sealed class FewUploads : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--RateLimits:Enabled=true", "--RateLimits:UploadsPerQuarterHour=2"];
    }

    [Fact]
    public async Task A_person_uploads_so_often_in_a_quarter_of_an_hour_and_another_is_not_counted_with_them()
    {
        var owner = await api.SignedInAsync();
        await owner.UploadAsync(SampleFiles.Png(seed: 1));
        await owner.UploadAsync(SampleFiles.Png(seed: 2));

        await Problem.AssertAsync(await owner.SendFileAsync(SampleFiles.Png(seed: 3)), HttpStatusCode.TooManyRequests, "request.too_many");
        (await owner.GetAsync("/api/v1/media")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await api.SignedInAsync()).SendFileAsync(SampleFiles.Png(seed: 3))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
