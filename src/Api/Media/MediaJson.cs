using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Media;

namespace Agora.Api.Media;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MediaEndpoints.DescribeRequest))]
[JsonSerializable(typeof(PostMediaEndpoints.ShowRequest))]
[JsonSerializable(typeof(PostMedia))]
[JsonSerializable(typeof(MediaView))]
[JsonSerializable(typeof(Page<MediaView>))]
internal sealed partial class MediaJson : JsonSerializerContext;
