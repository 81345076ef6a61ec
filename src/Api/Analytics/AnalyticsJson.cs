using System.Text.Json.Serialization;
using Agora.Application.Analytics;

namespace Agora.Api.Analytics;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AnalyticsSummary))]
[JsonSerializable(typeof(DailyUsers))]
[JsonSerializable(typeof(UserStats))]
[JsonSerializable(typeof(SimilarUsers))]
internal sealed partial class AnalyticsJson : JsonSerializerContext;
